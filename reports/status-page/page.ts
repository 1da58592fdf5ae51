import { createHash } from "node:crypto";
import { Html, html } from "../../exporters/anomalies/pages/html.ts";
import { moment } from "../../exporters/anomalies/pages/words.ts";
import type { PublicIncident } from "../../exporters/anomalies/public-incidents.ts";
import { lasted } from "../../exporters/anomalies/sheet.ts";
import type { Locale, Text } from "../../kit/model/text.ts";
import { type VisitorService, visitorServices } from "../../signals/visitors.ts";
import { type Day, type Level, levels, worst } from "./level.ts";
import { isMeasured, type ServiceStatus, type Status } from "./state.ts";
import { script, style } from "./style.ts";
import { dayWords, levelWords, words } from "./words.ts";

const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
/** It loads nothing from anywhere. */
const policy = `default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** The status page in one language, as it lies on any static host: French at its root, English in `en/`. */
export function statusPage(status: Status, locale: Locale): string {
  const now = new Date(status.madeAt);
  const t = (text: Text) => text[locale];
  const at = (instant: string) => moment(instant, locale, now);
  const open = status.incidents.filter(({ endedAt }) => endedAt === undefined);
  const past = status.incidents.filter(({ endedAt }) => endedAt !== undefined);
  const root = locale === "fr" ? "" : "../";
  const other =
    locale === "fr"
      ? html`<a href="en/" hreflang="en" lang="en">${t(words.other)}</a>`
      : html`<a href="../" hreflang="fr" lang="fr">${t(words.other)}</a>`;
  const overall = overallLevel(status);
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t(overallWords(overall))} · ${t(words.title)}</title>
<link rel="icon" href="data:,">
<link rel="alternate" hreflang="${locale === "fr" ? "en" : "fr"}" href="${locale === "fr" ? "en/" : "../"}">
<link rel="alternate" type="application/atom+xml" href="feed.atom" title="${t(words.feed)}">
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#services">${t(words.skip)}</a>
<header><strong>${t(words.title)}</strong>${other}</header>
<main>
<section class="card all ${overall}">
<h1 class="present">${t(overallWords(overall))}</h1>
<p class="stale" role="alert"><strong>${t(words.stale).replace("{time}", at(status.madeAt))}</strong></p>
${overall === "unknown" ? html`<p><strong>${status.heardAt ? t(words.silent).replace("{time}", at(status.heardAt)) : t(words.neverHeard)}</strong></p>` : undefined}
<p class="quiet"><time id="made" datetime="${status.madeAt}">${t(words.written).replace("{time}", at(status.madeAt))}</time></p>
</section>
${open.length === 0 ? undefined : html`<section><h2>${t(words.present)}</h2>${open.map((one) => incident(one, locale, now))}</section>`}
${status.maintenance.length === 0 ? undefined : html`<section><h2>${t(words.planned)}</h2>${status.maintenance.map(({ from, to, says }) => html`<div class="card"><p>${says[locale]}</p><p class="quiet">${at(from)} ${t(words.until)} ${at(to)}</p></div>`)}</section>`}
<section id="services"><h2>${t(words.services)}</h2>
${status.services.map((one) => service(one, locale))}
</section>
<section><h2>${t(words.past)}</h2>
${past.length === 0 ? html`<p>${t(words.noPast)}</p>` : past.map((one) => incident(one, locale, now))}
</section>
</main>
<footer><a href="feed.atom">${t(words.feed)}</a><a href="${root}status.json">${t(words.json)}</a></footer>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

/** A service of which nothing is known makes the whole unknown, unless another one is known to be down. */
export function overallLevel({ services }: Status): Level {
  const measured = services.filter((one) => isMeasured(one) || one.now !== "unknown");
  const known = worst(measured.map(({ now }) => now));
  return known === "ok" && measured.some(({ now }) => now === "unknown") ? "unknown" : known;
}

const overallWords = (level: Level): Text =>
  ({ unknown: words.notKnown, ok: words.allWell, degraded: words.someDegraded, outage: words.someOut })[level];

const serviceNames = (names: readonly string[], locale: Locale): string =>
  names.map((name) => (name in visitorServices ? visitorServices[name as VisitorService][locale] : name)).join(", ");

/** "Connexion : en panne" */
export const incidentTitle = ({ services, state }: PublicIncident, locale: Locale): string =>
  `${serviceNames(services, locale)}${locale === "fr" ? " :" : ":"} ${levelWords[state][locale].toLowerCase()}`;

function incident(told: PublicIncident, locale: Locale, now: Date): Html {
  const { id, state, beganAt, endedAt, updates } = told;
  const when = endedAt
    ? `${moment(beganAt, locale, now)} · ${words.lasted[locale]} ${lasted(Math.max(0, Date.parse(endedAt) - Date.parse(beganAt)), locale)}`
    : `${words.since[locale]} ${moment(beganAt, locale, now)}`;
  return html`<article class="card ${endedAt ? "" : state}" id="${id}"><h3 class="level">${incidentTitle(told, locale)}</h3>
<p class="quiet">${when}</p>
<ol>${updates.toReversed().map(({ at, says }) => html`<li>${says[locale]}<br><time class="quiet" datetime="${at}">${moment(at, locale, now)}</time></li>`)}</ol></article>`;
}

function service(one: ServiceStatus, locale: Locale): Html {
  const { name, now, days } = one;
  const measured = isMeasured(one);
  const state = !measured && now === "unknown" ? words.notMeasured : levelWords[now];
  return html`<div class="card ${!measured && now === "unknown" ? "ok" : now}"><div class="first"><h3>${visitorServices[name][locale]}</h3><span class="level">${state[locale]}</span></div>
${measured ? bars(days, locale) : html`<p class="quiet">${words.notMeasuredLong[locale]}</p>`}</div>`;
}

/** Height of a day's bar: the worse, the shorter. */
const heights: Readonly<Record<Level, number>> = { ok: 36, degraded: 24, outage: 12, unknown: 3 };

function bars(days: readonly Day[], locale: Locale): Html {
  const counted = levels.toReversed().flatMap((level) => {
    const count = days.filter((day) => day.level === level).length;
    const [one, several] = dayWords[level];
    return count === 0 ? [] : [`${count} ${(count > 1 ? several : one)[locale]}`];
  });
  const bad = days.filter(({ level }) => level === "degraded" || level === "outage").toReversed();
  return html`<svg viewBox="0 0 ${days.length * 4} 36" preserveAspectRatio="none" role="img" aria-label="${words.ninetyDays[locale]}${locale === "fr" ? " :" : ":"} ${counted.join(", ")}">${days.map(({ level }, index) => html`<rect class="${level}" x="${index * 4}" y="${36 - heights[level]}" width="3" height="${heights[level]}"/>`)}</svg>
<div class="ends quiet" aria-hidden="true"><span>${words.ninetyDays[locale]}</span><span>${words.today[locale]}</span></div>
${bad.length === 0 ? html`<p class="quiet">${words.noBadDay[locale]}</p>` : html`<details><summary>${words.days[locale]}</summary><ul>${bad.map((day) => html`<li>${dayText(day, locale)}</li>`)}</ul></details>`}`;
}

function dayText({ day, level, good }: Day, locale: Locale): string {
  const [language, decimals] = locale === "fr" ? ["fr-FR", 2] : ["en-GB", 2];
  const date = new Date(`${day}T12:00:00Z`).toLocaleDateString(language, {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  const share =
    good === undefined
      ? ""
      : `, ${words.good[locale]} ${(good * 100).toLocaleString(language, { maximumFractionDigits: decimals })} %`;
  return `${date}${locale === "fr" ? " :" : ":"} ${levelWords[level][locale].toLowerCase()}${share}`;
}
