import { severityRank } from "../../../kit/model/level.ts";
import { severityWords } from "../../../kit/model/words.ts";
import type { PageAnswer } from "../../program/serve.ts";
import { type Anomaly, currentEpisode, isOpen, statusOf } from "../anomaly.ts";
import { type Locale, lasted } from "../sheet.ts";
import { resolutionWords } from "../words.ts";
import { type HealingNow, healingCard } from "./healing.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { moment, say } from "./words.ts";

/** Closed anomalies on one page. */
const perPage = 30;

interface Listing {
  readonly anomalies: readonly Anomaly[];
  /** What is looked for among the closed ones. */
  readonly search: string;
  /** Of the closed ones, from 0. */
  readonly page: number;
  readonly reported: boolean;
  /** Something was done on this page. */
  readonly saved: boolean;
  /** What repairs without a person, where it can be asked. */
  readonly healing: HealingNow | undefined;
  readonly knownByLogin: boolean;
  /** Of its forms that change something. */
  readonly token: string;
  /** Who is on call; empty when nobody is by turns. */
  readonly onCall: string;
  readonly name: string;
  readonly locale: Locale;
  readonly now: Date;
}

const rank = ({ severity }: Anomaly) => severityRank(severity);
const began = (anomaly: Anomaly) => Date.parse(currentEpisode(anomaly).detectedAt);

/** All that is open, the gravest and then the oldest first; below, what is over, the newest first. */
export function anomaliesPage({
  anomalies,
  search,
  page: number,
  reported,
  saved,
  healing,
  onCall,
  name,
  knownByLogin,
  token,
  locale,
  now,
}: Listing): PageAnswer {
  const open = anomalies.filter(isOpen).sort((a, b) => rank(a) - rank(b) || began(a) - began(b));
  const closed = anomalies.filter((one) => !isOpen(one) && matches(one, search)).sort((a, b) => began(b) - began(a));
  const shown = closed.slice(number * perPage, (number + 1) * perPage);
  const next = `/anomalies/?${new URLSearchParams({ q: search, page: String(number + 1) })}`;
  const title = `${open.length > 0 ? `(${open.length}) ` : ""}${say.anomalies[locale]} · Benevoclic`;
  return page(
    { locale, title, name },
    html`${saved ? html`<p class="card said" role="status">${say.saved[locale]}</p>` : undefined}${reported ? html`<p class="card said" role="status">${say.reported[locale]}</p>` : undefined}
${onCall === "" ? undefined : html`<p class="quiet">${say.onCall[locale]} ${onCall}</p>`}
<h1>${say.open[locale]}${open.length > 0 ? ` (${open.length})` : ""}</h1>
${open.length === 0 ? html`<p class="card all-well">${say.nothingOpen[locale]}</p>` : open.map((one) => openCard(one, locale, now))}
${healing ? healingCard(healing, { locale, name, knownByLogin, token, at: "/anomalies/healing" }, now) : undefined}
<section class="card">
<h2>${say.closed[locale]}</h2>
<form method="get" action="/anomalies/" class="search" role="search">
<label for="q">${say.search[locale]}</label>
<input id="q" name="q" type="search" value="${search}"><button>${say.searchButton[locale]}</button>
</form>
${shown.length === 0 ? html`<p class="quiet">${say.nothingFound[locale]}</p>` : html`<ul class="plain">${shown.map((one) => closedLine(one, locale, now))}</ul>`}
${closed.length > (number + 1) * perPage ? html`<p><a href="${next}">${say.more[locale]}</a></p>` : undefined}
</section>`,
  );
}

function openCard(anomaly: Anomaly, locale: Locale, now: Date): Html {
  const { id, severity, title, description, impact, environment } = anomaly;
  return html`<article class="card ${severity}">
<p class="first"><span class="severity">${severityWords[severity][locale]}</span><span>${say.since[locale]} ${lasted(Math.max(0, now.getTime() - began(anomaly)), locale)}</span><span>${environment}</span></p>
<a class="name" href="/anomalies/${id}">${title}</a>
${description !== "" && description !== title ? html`<p>${description}</p>` : undefined}
<p class="quiet">${impact}</p>
<p>${whoHasIt(anomaly, locale)}</p>
</article>`;
}

/** Who takes care of it, in words. */
export function whoHasIt(anomaly: Anomaly, locale: Locale): Html {
  const { acknowledgedAt, acknowledgedBy } = currentEpisode(anomaly);
  const over = statusOf(anomaly) === "resolved" ? ` · ${say.over[locale]}` : "";
  if (acknowledgedBy) return html`${say.takenBy[locale]} <strong>${acknowledgedBy}</strong>${over}`;
  if (acknowledgedAt) return html`${say.taken[locale]}${over}`;
  return html`<span class="nobody">${say.takenByNobody[locale]}</span>${over}`;
}

function closedLine(anomaly: Anomaly, locale: Locale, now: Date): Html {
  const { id, severity, title } = anomaly;
  const { detectedAt, closedAt, resolvedAt = closedAt, resolution } = currentEpisode(anomaly);
  const time = lasted(Math.max(0, Date.parse(resolvedAt ?? detectedAt) - Date.parse(detectedAt)), locale);
  const end = resolution ? ` · ${resolutionWords[resolution][locale]}` : "";
  return html`<li><a href="/anomalies/${id}">${title}</a><br><span class="quiet">${moment(detectedAt, locale, now)} · ${severityWords[severity][locale]} · ${say.lasted[locale]} ${time}${end}</span></li>`;
}

/** Every word that is looked for stands somewhere in it, whatever its case and accents. */
function matches(anomaly: Anomaly, search: string): boolean {
  const { id, alertname, title, description, component, environment, severity, things, ticket = "" } = anomaly;
  const text = plain(
    [id, alertname, title, description, component, environment, severity, ticket, ...things].join(" "),
  );
  return plain(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
