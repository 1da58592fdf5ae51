import { currentEpisode, statusOf } from "../exporters/anomalies/anomaly.ts";
import { Html, html } from "../exporters/anomalies/pages/html.ts";
import { resolutionWords, statusWords } from "../exporters/anomalies/words.ts";
import type { Locale, Text } from "../kit/model/text.ts";
import { count, ratio, seconds } from "../kit/model/unit.ts";
import { severityWords } from "../kit/model/words.ts";
import { monthText } from "./month.ts";
import type { Report } from "./monthly.ts";
import { bars } from "./pictures.ts";
import { sum, verdictOf } from "./render.ts";
import { cellsOf, definitions, words } from "./words.ts";

/** Contrast of at least 4.5:1 on white; on paper, no row is broken over two pages. */
const style = `
:root { color-scheme: light; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --good: #116329; --bad: #a40e26; --bar: #0969da; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: #fff; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
.quiet { color: var(--quiet); } .met { color: var(--good); white-space: nowrap; } .missed { color: var(--bad); font-weight: 600; white-space: nowrap; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem .5rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-size: .85rem; color: var(--quiet); } td.title { overflow-wrap: anywhere; } td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; } svg { width: 100%; height: auto; }
svg text { font: 10px system-ui, sans-serif; fill: var(--quiet); }
.bar { fill: var(--bar); } .nothing { fill: var(--line); } .axis { stroke: var(--line); } .promised { stroke: var(--bad); stroke-dasharray: 4 3; }
dt { font-weight: 600; } dd { margin: 0 0 .4rem; }
@page { size: A4; margin: 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .wide { overflow: visible; }
  tr, figure, dl > div { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}`;

/** The report as one file that loads nothing, for screens and for paper (PDF through the browser). */
export function htmlReport(report: Report, locale: Locale): string {
  const { month, environment, madeAt, lines, days, sizing, anomalies } = report;
  const say = (text: Text) => text[locale];
  const title = `${say(words.title)} · ${monthText(month, locale)} · ${environment}`;
  const heads = (texts: readonly string[]) =>
    html`<thead><tr>${texts.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>`;
  const rows = lines.map((line) => {
    const cells = cellsOf(line, locale);
    const verdict = cells.met === undefined ? "" : cells.met ? "met" : "missed";
    return html`<tr><td>${cells.title}</td><td class="number">${cells.value}</td><td class="number">${cells.objective}</td><td class="${verdict}">${cells.verdict}</td><td class="number">${cells.before}</td><td class="number">${cells.change}</td></tr>`;
  });
  const uptimes = days.map(({ uptime }) => uptime);
  const lowest = Math.min(...uptimes.filter((value) => value !== undefined), 0.998);
  const found = anomalies.map((anomaly) => {
    const { detectedAt, resolvedAt, closedAt, resolution } = currentEpisode(anomaly);
    const end = resolvedAt ?? closedAt;
    const took = end && seconds.text(Math.round((Date.parse(end) - Date.parse(detectedAt)) / 1000), locale);
    return html`<tr><td class="number">${anomaly.id}</td><td>${say(severityWords[anomaly.severity])}</td><td class="title">${anomaly.title}</td><td class="number">${took}</td><td>${say(resolution ? resolutionWords[resolution] : statusWords[statusOf(anomaly)])}</td><td>${anomaly.ticket}</td></tr>`;
  });
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p><strong>${verdictOf(report, locale)}</strong></p>
${madeAt < month.to && html`<p class="quiet">${say(words.soFar)}</p>`}
<h2>${say(words.objectives)}</h2>
<div class="wide"><table>${heads([words.figure, { fr: monthText(month, "fr"), en: monthText(month, "en") }, words.objective, words.verdict, words.before, words.change].map(say))}<tbody>${rows}</tbody></table></div>
${
  days.length > 0 &&
  html`<h2>${say(words.daily)}</h2>
${bars({ title: words.uptime, unit: ratio, values: uptimes, objective: 0.999, least: lowest, most: 1, locale })}
${bars({ title: words.responseTime, unit: seconds, values: days.map(({ responseTime }) => responseTime), objective: 0.2, locale })}
${bars({ title: words.anomalies, unit: count, values: days.map((day) => sum(day.anomalies)), locale })}`
}
<h2>${say(words.anomalies)}</h2>
${found.length === 0 ? html`<p>${say(words.none)}</p>` : html`<div class="wide"><table>${heads(["Id", ...[words.severity, words.what, words.lasted, words.end, words.ticket].map(say)])}<tbody>${found}</tbody></table></div>`}
${sizing.length > 0 && html`<h2>${say(words.sizing)}</h2><ul>${sizing.map((one) => html`<li>${say(one)}</li>`)}</ul>`}
<h2>${say(words.definitions)}</h2>
<dl>${definitions.map(({ name, means }) => html`<div><dt>${say(name)}</dt><dd>${say(means)}</dd></div>`)}</dl>
</main>
</body>
</html>
`.text;
}
