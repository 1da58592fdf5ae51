import { href } from "../../../kit/model/github-markdown.ts";
import type { Text } from "../../../kit/model/text.ts";
import { severityWords } from "../../../kit/model/words.ts";
import type { PageAnswer } from "../../program/serve.ts";
import { type Anomaly, currentEpisode, isOpen, statusOf, takenAs } from "../anomaly.ts";
import type { Happening } from "../history.ts";
import type { ExplainingLine } from "../lines.ts";
import { type Locale, lasted, moments } from "../sheet.ts";
import type { Reading } from "../store.ts";
import { detectionWords, statusWords, words } from "../words.ts";
import { longestText } from "./acts.ts";
import type { Now } from "./alertmanager.ts";
import { whoHasIt } from "./anomalies-page.ts";
import { form, type Sender } from "./form.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { publicFields } from "./public-form.ts";
import { quiets } from "./quiet.ts";
import { readable, step, stepsIn } from "./record-text.ts";
import { moment, publicWords, say } from "./words.ts";

/** All that is known of an anomaly when its page is asked for. */
export interface Known {
  readonly anomaly: Anomaly;
  /** Undefined when the store does not answer. */
  readonly reading: Reading | undefined;
  /** Undefined when its alert does not fire. */
  readonly now: Now | undefined;
  readonly graph: Html | undefined;
  /** What the logs say; undefined where they cannot be asked. */
  readonly lines?: readonly ExplainingLine[] | undefined;
  /** Its requests can be looked at step by step. */
  readonly traced?: boolean;
  /** What the alerts are called that it explains. */
  readonly symptoms: readonly string[];
  readonly alerts: readonly Happening[];
  readonly restarts: readonly Happening[];
  readonly escalations: readonly Happening[];
  /** Earlier ones of the same kind that are still there. */
  readonly earlier: readonly Anomaly[];
}

interface Shown extends Sender {
  /** It was opened by a signed link: nothing else is to be seen. */
  readonly alone: boolean;
  /** A link for somebody without login, when one was asked for; and for how long such links last, in ms. */
  readonly link?: string | undefined;
  readonly linksLast: number;
  readonly canSilence: boolean;
  /** Who is on call; empty when nobody is by turns. */
  readonly onCall: string;
  readonly saved: boolean;
  /** What was wrong with what was sent. */
  readonly wrong?: string | undefined;
  /** That, so that nobody writes it twice. */
  readonly sent?: URLSearchParams | undefined;
  readonly clock: Date;
}

export function anomalyPage(known: Known, shown: Shown): PageAnswer {
  const { anomaly } = known;
  const { locale, clock, name, alone, saved, wrong } = shown;
  const t = (text: Text) => text[locale];
  const { id, severity, title, impact, environment, detection } = anomaly;
  const { detectedAt } = currentEpisode(anomaly);
  return page(
    { locale, title: `${title} · ${id}`, name, alone, ...(wrong && { status: 400 }) },
    html`${saved ? html`<p class="card said" role="status">${t(say.saved)}</p>` : undefined}${wrong ? html`<p class="card wrong" role="alert">${wrong}</p>` : undefined}
<section class="card ${severity}">
<p class="first"><span class="severity">${t(severityWords[severity])}</span><span>${t(statusWords[statusOf(anomaly)])}</span><span class="quiet">${id} · ${environment}</span></p>
<h1>${title}</h1>
<p>${t(say.sinceAt)} ${moment(detectedAt, locale, clock)} (${howLong(anomaly, shown)})</p>
${isOpen(anomaly) ? html`<p>${whoHasIt(anomaly, locale)}</p>` : undefined}${isOpen(anomaly) && shown.onCall !== "" ? html`<p>${t(say.onCall)} ${shown.onCall}</p>` : undefined}
<p>${t(say.feel)}${colon(locale)} ${impact || t(words.noImpact)}</p>
${known.now?.silenced ? html`<p>${t(say.silenced)}</p>` : undefined}
${values(known, shown)}
${anomaly.description !== "" && anomaly.description !== title ? html`<p>${anomaly.description}</p>` : undefined}
${detection === "automatic" ? undefined : html`<p class="quiet">${t(words.detection)}${colon(locale)} ${t(detectionWords[detection])}${anomaly.ticket ? ` · ${t(words.ticket)} ${anomaly.ticket}` : ""}</p>`}
</section>
${isOpen(anomaly) && !hasIt(anomaly, shown) ? html`<section class="card act"><h2>${t(say.act)}</h2>${takeForm(anomaly, shown)}</section>` : undefined}
${todo(known, shown)}
${known.graph ? html`<section class="card"><h2>${t(say.curve)}</h2>${known.graph}</section>` : undefined}
${said(known, shown)}
<section class="card"><h2>${t(words.timeline)}</h2><ol class="plain">${timeline(known, shown)}</ol></section>
${context(known, shown)}
${notes(known, shown)}
<section class="card act">${isOpen(anomaly) ? otherForms(anomaly, shown) : undefined}${noteForms(anomaly, shown)}${linkForm(shown)}</section>
<section class="card"><details><summary>${t(say.sheet)}</summary>${known.reading ? html`<pre>${readable(known.reading.text)}</pre>` : html`<p>${t(say.sheetMissing)}</p>`}</details></section>`,
  );
}

const colon = (locale: Locale): string => (locale === "fr" ? " :" : ":");

function howLong(anomaly: Anomaly, { locale, clock }: Shown): string {
  const { detectedAt, closedAt, resolvedAt = closedAt } = currentEpisode(anomaly);
  const until = (end: number) => lasted(Math.max(0, end - Date.parse(detectedAt)), locale);
  return resolvedAt === undefined ? until(clock.getTime()) : `${say.lasted[locale]} ${until(Date.parse(resolvedAt))}`;
}

function values({ anomaly, now }: Known, { locale }: Shown): Html | undefined {
  const { value, limit } = anomaly;
  if (value === "" && limit === "") return undefined;
  const current = now ? now.value : isOpen(anomaly) ? "" : say.noLongerFiring[locale];
  return html`<dl>${current === "" ? undefined : html`<dt>${say.valueNow[locale]}</dt><dd><strong>${current}</strong></dd>`}
<dt>${say.valueThen[locale]}</dt><dd>${value}</dd><dt>${say.limit[locale]}</dt><dd>${limit}</dd></dl>`;
}

/** The lines around its beginning that may explain it; they are shown as they were written, masked. */
function said({ anomaly, lines = [], traced = false }: Known, { locale, alone }: Shown): Html | undefined {
  if (lines.length === 0 && !(traced && !alone)) return undefined;
  const items = lines.map(
    ({ service, text, times }) => html`<li><pre>${text}</pre><p class="quiet">${service} · ${times} ×</p></li>`,
  );
  const all = alone
    ? undefined
    : html`<p class="links">${items.length > 0 ? html`<a href="/anomalies/${anomaly.id}/lines">${say.allLogs[locale]}</a>` : undefined}${traced ? html`<a href="/anomalies/${anomaly.id}/traces">${say.traces[locale]}</a>` : undefined}</p>`;
  const lead = items.length > 0 ? html`<h2>${say.logs[locale]}</h2><ul class="plain">${items}</ul>` : undefined;
  return html`<section class="card">${lead}${all}</section>`;
}

/** What to do: as the alert says it now, else as it stands in the record. */
function todo({ anomaly, now, reading }: Known, { locale }: Shown): Html | undefined {
  const steps = now && now.nextSteps.length > 0 ? now.nextSteps : stepsIn(reading?.text ?? "", locale);
  const places: [Text, string | undefined][] = [
    [words.runbook, anomaly.links.runbook],
    [words.dashboard, anomaly.links.dashboard],
    [words.graph, anomaly.links.graph],
  ];
  const links = places.flatMap(([name, address]) => {
    const safe = href(address);
    return safe === undefined ? [] : [html`<a href="${safe}">${name[locale]}</a>`];
  });
  if (steps.length === 0 && links.length === 0) return undefined;
  return html`<section class="card"><h2>${say.todo[locale]}</h2>
${steps.length > 0 ? html`<ol class="steps">${steps.map((one) => html`<li>${step(one)}</li>`)}</ol>` : undefined}
<p class="links">${links}</p></section>`;
}

function timeline({ anomaly, alerts, restarts, escalations }: Known, { locale, clock }: Shown): Html[] {
  const happened = (happenings: readonly Happening[], what: Text): [number, string][] =>
    happenings.map((one) => [one.at.getTime(), `${what[locale]} ${one.what}`]);
  const all: [number, string][] = [
    ...anomaly.episodes.flatMap((episode, index) =>
      moments(episode, index).map(([at, what]): [number, string] => {
        const by = at === episode.acknowledgedAt && episode.acknowledgedBy ? ` (${episode.acknowledgedBy})` : "";
        return [Date.parse(at), `${what[locale]}${by}`];
      }),
    ),
    ...happened(alerts, say.fired),
    ...happened(restarts, say.started),
    ...happened(escalations, say.escalated),
  ];
  return all
    .sort(([a], [b]) => a - b)
    .map(
      ([at, what]) =>
        html`<li class="when"><time datetime="${new Date(at).toISOString()}">${moment(at, locale, clock)}</time><span>${what}</span></li>`,
    );
}

function context({ anomaly, symptoms, earlier }: Known, { locale, clock, alone }: Shown): Html | undefined {
  const { things } = anomaly;
  if (things.length + symptoms.length + earlier.length === 0) return undefined;
  const list = (title: Text, items: readonly (string | Html)[]) =>
    items.length === 0
      ? undefined
      : html`<h3>${title[locale]}</h3><ul class="plain">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  const past = earlier.map((one) => {
    const when = moment(currentEpisode(one).detectedAt, locale, clock);
    return alone ? `${one.id} · ${when}` : html`<a href="/anomalies/${one.id}">${one.id}</a> · ${when}`;
  });
  return html`<section class="card"><h2>${words.context[locale]}</h2>
${list(words.things, things)}${list(words.symptoms, symptoms)}${list(words.earlier, past)}</section>`;
}

function notes({ reading }: Known, { locale }: Shown): Html | undefined {
  if (!reading || reading.remarks.length === 0) return undefined;
  const said = reading.remarks.map(
    ({ when, text }) =>
      html`<details><summary>${when} · ${firstLine(text)}</summary><pre>${readable(text)}</pre></details>`,
  );
  return html`<section class="card"><h2>${say.notes[locale]}</h2>${said}</section>`;
}

const firstLine = (text: string): string => {
  const [line = ""] = readable(text).split("\n");
  const short = line.replace(/^#+ |\*\*/g, "");
  return short.length > 90 ? `${short.slice(0, 89)}…` : short;
};

/** Whoever looks took it. */
const hasIt = (anomaly: Anomaly, { name }: Shown): boolean =>
  name !== "" && currentEpisode(anomaly).acknowledgedBy === name;

/** It says who had it when it was shown: of two who take it at the same time, the second is told of the first. */
function takeForm(anomaly: Anomaly, shown: Shown): Html {
  const { acknowledgedAt } = currentEpisode(anomaly);
  const word = acknowledgedAt === undefined ? say.take : say.takeOver;
  const content = html`<input type="hidden" name="seen" value="${takenAs(anomaly)}"><button class="main" name="act" value="take">${word[shown.locale]}</button>`;
  return form(shown, "take", content);
}

/** Where it was sent and refused, it stands open with what was written. */
const folded = ({ sent }: Shown, acts: readonly string[], title: string, content: Html): Html =>
  html`<details${acts.includes(sent?.get("act") ?? "") ? html` open` : undefined}><summary>${title}</summary>${content}</details>`;

/** A field for a text. @param acts of its form */
function area({ locale, sent }: Shown, acts: readonly string[], id: string, name: string, label: Text): Html {
  const written = acts.includes(sent?.get("act") ?? "") ? (sent?.get(name) ?? "") : "";
  return html`<label for="${id}">${label[locale]}</label><textarea id="${id}" name="${name}" maxlength="${longestText}">${written}</textarea>`;
}

const [closing, noting, analysing, telling] = [
  ["fixed", "false_alarm"],
  ["note"],
  ["post-mortem"],
  ["publish", "unpublish"],
] as const;

function otherForms({ alertname }: Anomaly, shown: Shown): Html {
  const t = (text: Text) => text[shown.locale];
  const close = form(
    shown,
    "close",
    html`${area(shown, closing, "reason", "text", say.reason)}
<button class="main" name="act" value="fixed">${t(say.isResolved)}</button><button name="act" value="false_alarm">${t(say.isFalse)}</button>`,
  );
  const silence = form(
    shown,
    "silence",
    html`<p class="hint">${t(say.silenceHint)}</p>${quiets(shown.clock).map(({ name, text }) => html`<button name="act" value="silence-${name}">${t(text)}</button>`)}`,
  );
  return html`${folded(shown, closing, t(say.close), close)}
${alertname !== "" && shown.canSilence ? folded(shown, [], t(say.silence), silence) : undefined}`;
}

function noteForms(anomaly: Anomaly, shown: Shown): Html {
  const t = (text: Text) => text[shown.locale];
  const note = form(
    shown,
    "note",
    html`${area(shown, noting, "note", "text", say.note)}<button name="act" value="note">${t(say.addNote)}</button>`,
  );
  const postMortem = form(
    shown,
    "post-mortem",
    html`${area(shown, analysing, "cause", "cause", words.rootCause)}${area(shown, analysing, "prevention", "prevention", words.prevention)}
<p class="hint">${t(say.postMortemHint)}</p><button name="act" value="post-mortem">${t(say.savePostMortem)}</button>`,
  );
  const tell = form(shown, "public", publicFields(anomaly, shown.locale, shown.sent));
  return html`${folded(shown, noting, t(say.note), note)}${folded(shown, analysing, t(words.postMortem), postMortem)}${folded(shown, telling, t(publicWords.title), tell)}`;
}

function linkForm(shown: Shown): Html | undefined {
  const { linksLast, alone, link, locale } = shown;
  if (linksLast === 0 || alone) return undefined;
  const made = link
    ? html`<p>${say.lendHint[locale].replace("{time}", lasted(linksLast, locale))}</p><code>${link}</code>`
    : undefined;
  return html`<details${link ? html` open` : undefined}><summary>${say.lend[locale]}</summary>${made}
<form method="post" action="${shown.at}"><input type="hidden" name="token" value="${shown.token}"><button name="act" value="link">${say.makeLink[locale]}</button></form></details>`;
}
