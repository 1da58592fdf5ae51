import type { KeptLine } from "../../../kit/model/log-store.ts";
import { logServices } from "../../../signals/metrics/log-sources.ts";
import type { PageAnswer } from "../../program/serve.ts";
import type { Anomaly } from "../anomaly.ts";
import type { Span } from "../lines.ts";
import type { Locale } from "../sheet.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { moment, say } from "./words.ts";

/** As W3C's header has it. */
export const traceId = /^[0-9a-f]{32}$/;

interface Shown {
  readonly locale: Locale;
  readonly name: string;
  readonly clock: Date;
  readonly anomaly: Anomaly;
  /** Whose lines they are. */
  readonly services: readonly string[];
  readonly span: Span;
  /** Undefined where the store does not answer. */
  readonly lines: readonly KeptLine[] | undefined;
  /** Traces are kept: a line leads to the one that it was written in. */
  readonly traced: boolean;
  /** There were more than these. */
  readonly cut: boolean;
}

/** All that was written in the quarter of an hour around an anomaly's beginning, as it is kept: masked. */
export function linesPage({ locale, name, clock, anomaly, services, span, lines, traced, cut }: Shown): PageAnswer {
  const at = `/anomalies/${anomaly.id}`;
  const others = logServices.map((service) =>
    services.length === 1 && services[0] === service
      ? html`<strong>${service}</strong> `
      : html`<a href="${at}/lines?service=${service}">${service}</a> `,
  );
  const said =
    lines === undefined
      ? html`<p role="alert">${say.linesUnknown[locale]}</p>`
      : lines.length === 0
        ? html`<p>${say.noLines[locale]}</p>`
        : html`<ol class="plain">${lines.map((line) => item(line, locale, clock, traced ? at : undefined))}</ol>`;
  return page(
    { locale, title: `${say.logs[locale]} · ${anomaly.id}`, name, status: lines === undefined ? 503 : 200 },
    html`<section class="card"><h1>${say.logs[locale]}</h1>
<p><a href="${at}">${anomaly.title}</a></p>
<p class="quiet">${services.join(", ")} · ${moment(span.from.toISOString(), locale, clock)} → ${moment(span.to.toISOString(), locale, clock)}</p>
<p class="links">${others}</p>${traced ? html`<p class="links"><a href="${at}/traces">${say.traces[locale]}</a></p>` : undefined}</section>
<section class="card">${cut ? html`<p>${say.linesCut[locale]}</p>` : undefined}${said}</section>`,
  );
}

/** @param at of the anomaly, where its trace can be looked at */
function item(line: KeptLine, locale: Locale, clock: Date, at: string | undefined): Html {
  const { _time = "", _msg = "", service, level, stack, trace_id = "", trace_flags } = line;
  const trace =
    at !== undefined && trace_flags === "01" && traceId.test(trace_id)
      ? html` · <a href="${at}/traces?trace=${trace_id}">${say.oneTrace[locale]}</a>`
      : undefined;
  return html`<li><pre>${_msg}${stack === undefined ? "" : `\n${stack}`}</pre><p class="quiet">${moment(_time, locale, clock)} · ${service} · ${level}${trace}</p></li>`;
}
