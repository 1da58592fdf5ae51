import type { KeptTrace } from "../../../kit/model/trace-store.ts";
import { tracedServices } from "../../../signals/metrics/traced-services.ts";
import type { PageAnswer } from "../../program/serve.ts";
import type { Locale } from "../sheet.ts";
import { type Around, aroundPage } from "./around-page.ts";
import { type Html, html } from "./html.ts";
import { took, waterfall } from "./waterfall.ts";
import { moment, say } from "./words.ts";

interface Shown extends Around {
  /** Undefined where the store does not answer. */
  readonly traces: readonly KeptTrace[] | undefined;
}

/** The slowest requests in the quarter of an hour around an anomaly's beginning, each step by step. */
export function tracesPage({ traces, ...around }: Shown): PageAnswer {
  const { locale, clock } = around;
  const content =
    traces === undefined
      ? html`<section class="card"><p role="alert">${say.tracesUnknown[locale]}</p></section>`
      : traces.length === 0
        ? html`<section class="card"><p>${say.noTraces[locale]}</p></section>`
        : traces.map((trace) => card(trace, locale, clock));
  return aroundPage(around, {
    ...{ title: say.traces, path: "traces", every: tracedServices, known: traces !== undefined, content },
  });
}

function card(trace: KeptTrace, locale: Locale, clock: Date): Html {
  const first = trace.spans.find(({ parent }) => parent === undefined);
  return html`<section class="card"><h2>${first?.name} · ${took(trace.milliseconds, locale)}</h2>
<p class="quiet">${moment(trace.startedAt, locale, clock)} · ${trace.id}</p>${waterfall(trace, locale)}</section>`;
}
