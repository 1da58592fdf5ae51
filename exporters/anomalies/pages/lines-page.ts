import type { KeptLine } from "../../../kit/model/log-store.ts";
import { logServices } from "../../../signals/metrics/log-sources.ts";
import type { PageAnswer } from "../../program/serve.ts";
import type { Locale } from "../sheet.ts";
import { type Around, addressOf, aroundPage } from "./around-page.ts";
import { type Html, html } from "./html.ts";
import { moment, say } from "./words.ts";

/** As W3C's header has it. */
export const traceId = /^[0-9a-f]{32}$/;

interface Shown extends Around {
  /** Undefined where the store does not answer. */
  readonly lines: readonly KeptLine[] | undefined;
  /** Traces are kept: a line leads to the one that it was written in. */
  readonly traced: boolean;
  /** There were more than these. */
  readonly cut: boolean;
}

/** All that was written in the quarter of an hour around an anomaly's beginning, as it is kept: masked. */
export function linesPage({ lines, traced, cut, ...around }: Shown): PageAnswer {
  const { locale, clock, anomaly } = around;
  const at = addressOf(anomaly);
  const said =
    lines === undefined
      ? html`<p role="alert">${say.linesUnknown[locale]}</p>`
      : lines.length === 0
        ? html`<p>${say.noLines[locale]}</p>`
        : html`<ol class="plain">${lines.map((line) => item(line, locale, clock, traced ? at : undefined))}</ol>`;
  return aroundPage(around, {
    ...{ title: say.logs, path: "lines", every: logServices, known: lines !== undefined },
    links: traced ? html`<p class="links"><a href="${at}/traces">${say.traces[locale]}</a></p>` : undefined,
    content: html`<section class="card">${cut ? html`<p>${say.linesCut[locale]}</p>` : undefined}${said}</section>`,
  });
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
