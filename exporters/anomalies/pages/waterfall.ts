import type { KeptSpan, KeptTrace } from "../../../kit/model/trace-store.ts";
import type { Locale } from "../sheet.ts";
import { type Html, html } from "./html.ts";
import { say } from "./words.ts";

/** Steps that are drawn; a request that asks the database a hundred times shows it by then. */
const drawnAtMost = 60;
/** A bar is seen, however short its step was. */
const thinnest = 0.5;

/** A trace as people read one: a step a line, under the one that asked for it, with a bar where it stood in the whole. */
export function waterfall(trace: KeptTrace, locale: Locale): Html {
  const steps = inOrder(trace.spans);
  const rest = steps.length - drawnAtMost;
  return html`<ol class="plain steps-of">${steps.slice(0, drawnAtMost).map((one) => row(one, trace, locale))}</ol>
${rest > 0 ? html`<p class="quiet">${say.moreSteps[locale].replace("{count}", String(rest))}</p>` : undefined}`;
}

interface Step {
  readonly span: KeptSpan;
  readonly depth: number;
}

/** Each step after the one that asked for it. */
function inOrder(spans: readonly KeptSpan[]): Step[] {
  const below = (parent: string | undefined, depth: number): Step[] =>
    spans.filter((span) => span.parent === parent).flatMap((span) => [{ span, depth }, ...below(span.id, depth + 1)]);
  return below(undefined, 0);
}

function row({ span, depth }: Step, { startedAt, milliseconds }: KeptTrace, locale: Locale): Html {
  const share = (part: number) => Math.min(100, Math.max(0, (part / (milliseconds || 1)) * 100));
  const x = Math.min(share(span.startedAt - startedAt), 100 - thinnest);
  const width = Math.max(thinnest, Math.min(share(span.milliseconds), 100 - x));
  const kind = "db.system.name" in span.attributes ? "stored" : span.service === "api" ? "asked" : "shown";
  const failed = span.attributes.error === "true" || span.attributes["otel.status_code"] === "ERROR";
  return html`<li><p class="step"><span>${depth > 0 ? html`<span class="quiet" aria-hidden="true">${"· ".repeat(Math.min(depth, 6))}</span>` : undefined}<span class="quiet">${span.service}</span> ${labelOf(span)}${failed ? html` <strong>${say.failedStep[locale]}</strong>` : undefined}</span><span>${took(span.milliseconds, locale)}</span></p>
<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" x="0" y="0" width="100" height="6"/><rect class="${kind}" x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="6"/></svg></li>`;
}

/** An operation of the database by what it read: the driver calls it by its command alone. */
function labelOf({ name, attributes }: KeptSpan): string {
  const { "db.operation.name": operation, "db.namespace": database, "db.collection.name": collection } = attributes;
  if (operation === undefined || collection === undefined) return name;
  return `MongoDB ${operation} ${database === undefined ? "" : `${database}.`}${collection}`;
}

/** How long something took: `2 412 ms`. */
export const took = (milliseconds: number, locale: Locale): string =>
  `${milliseconds.toLocaleString(locale === "fr" ? "fr-FR" : "en-GB", { maximumFractionDigits: milliseconds < 10 ? 1 : 0 })} ms`;
