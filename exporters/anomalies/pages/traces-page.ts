import type { KeptTrace } from "../../../kit/model/trace-store.ts";
import { tracedServices } from "../../../signals/metrics/traced-services.ts";
import type { PageAnswer } from "../../program/serve.ts";
import type { Anomaly } from "../anomaly.ts";
import type { Span } from "../lines.ts";
import type { Locale } from "../sheet.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { took, waterfall } from "./waterfall.ts";
import { moment, say } from "./words.ts";

interface Shown {
  readonly locale: Locale;
  readonly name: string;
  readonly clock: Date;
  readonly anomaly: Anomaly;
  /** Whose traces they are; nothing where one was asked for by its id. */
  readonly services: readonly string[];
  readonly span: Span;
  /** Undefined where the store does not answer. */
  readonly traces: readonly KeptTrace[] | undefined;
}

/** The slowest requests in the quarter of an hour around an anomaly's beginning, each step by step. */
export function tracesPage({ locale, name, clock, anomaly, services, span, traces }: Shown): PageAnswer {
  const at = `/anomalies/${anomaly.id}`;
  const others = tracedServices.map((service) =>
    services.length === 1 && services[0] === service
      ? html`<strong>${service}</strong> `
      : html`<a href="${at}/traces?service=${service}">${service}</a> `,
  );
  const shown =
    traces === undefined
      ? html`<section class="card"><p role="alert">${say.tracesUnknown[locale]}</p></section>`
      : traces.length === 0
        ? html`<section class="card"><p>${say.noTraces[locale]}</p></section>`
        : traces.map((trace) => card(trace, locale, clock));
  const whose = services.length === 0 ? "" : `${services.join(", ")} · `;
  return page(
    { locale, title: `${say.traces[locale]} · ${anomaly.id}`, name, status: traces === undefined ? 503 : 200 },
    html`<section class="card"><h1>${say.traces[locale]}</h1>
<p><a href="${at}">${anomaly.title}</a></p>
<p class="quiet">${whose}${moment(span.from.toISOString(), locale, clock)} → ${moment(span.to.toISOString(), locale, clock)}</p>
<p class="links">${others}</p></section>
${shown}`,
  );
}

function card(trace: KeptTrace, locale: Locale, clock: Date): Html {
  const first = trace.spans.find(({ parent }) => parent === undefined);
  return html`<section class="card"><h2>${first?.name} · ${took(trace.milliseconds, locale)}</h2>
<p class="quiet">${moment(trace.startedAt, locale, clock)} · ${trace.id}</p>${waterfall(trace, locale)}</section>`;
}
