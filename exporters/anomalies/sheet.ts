import { durationText } from "../../kit/model/figures.ts";
import { code, href, inline, lines } from "../../kit/model/github-markdown.ts";
import type { Text } from "../../kit/model/text.ts";
import { categoryWords, severityWords } from "../../kit/model/words.ts";
import { type Anomaly, currentEpisode, type Episode, remembering, statusOf, symptomsOf } from "./anomaly.ts";
import { blockOf, checkedRecord, cutToFit, ownPart, withOwnPart } from "./block.ts";
import type { Seal } from "./seal.ts";
import { checklists, detectionWords, eventWords, statusWords, words } from "./words.ts";

export type Locale = keyof Text;

/** GitHub refuses a longer title (256) or body; see https://github.com/orgs/community/discussions/27190 for the latter. */
export const limits = { title: 256, body: 65_536 } as const;

/** @returns plain text: titles are no Markdown, but they are searched for mentions and references */
export function titleOf({ id, title, environment }: Anomaly): string {
  const said = title
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ")
    .replace(/@/g, "@\u200b")
    .replace(/#(?=\d)/g, "#\u200b")
    .trim();
  const [before, after] = [`${id} · `, ` · ${environment.replace(/[\p{C}\p{Z}]/gu, " ").slice(0, 50)}`];
  const room = limits.title - before.length - after.length;
  return wellFormed(before + ([...said].length > room ? `${[...said].slice(0, room - 1).join("")}…` : said) + after);
}

/** Half a character cannot be written anywhere; the hidden block keeps it all the same. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");

/** Where a record stands. */
interface Paper {
  /** Characters that a record may have, those of people included: GitHub's limit unless told. */
  readonly room?: number;
  /** By which the recorder knows its own hand again. */
  readonly seal?: Seal | undefined;
}

/** The whole record at its opening: the recorder's part, then the people's. @throws Error when it could not be read back */
export const bodyOf = (anomaly: Anomaly, locale: Locale, paper: Paper = {}): string =>
  fitting(anomaly, locale, paper, (own, { nextSteps }) => `${own}\n\n${peoplesPart({ ...anomaly, nextSteps }, locale)}`)
    .text;

/**
 * A record with the recorder's part brought up to date. The recorder says less where people have left it little room; what is
 * still too much of theirs is returned as `cut`, to be kept elsewhere.
 *
 * @throws Error when it could not be read back
 */
export const updatedBody = (
  body: string,
  anomaly: Anomaly,
  locale: Locale,
  paper: Paper = {},
): { readonly text: string; readonly cut: string } => fitting(anomaly, locale, paper, (own) => withOwnPart(body, own));

function fitting(
  anomaly: Anomaly,
  locale: Locale,
  { room = limits.body, seal }: Paper,
  around: (own: string, anomaly: Anomaly) => string,
): { text: string; cut: string } {
  const briefer: readonly (readonly [Anomaly, string])[] = [
    [anomaly, ownContent(anomaly, locale, seal)],
    [short(anomaly), ownContent(short(anomaly), locale, seal)],
    [shortest(anomaly), blockOf(shortest(anomaly), seal)],
  ];
  for (const [said, content] of briefer) {
    const text = wellFormed(around(ownPart(content), said));
    if (text.length <= room) return { text: checkedRecord(text, said, seal), cut: "" };
  }
  const [said, content] = briefer.at(-1) as (typeof briefer)[number];
  const { text, cut } = cutToFit(wellFormed(around(ownPart(content), said)), room);
  return { text: checkedRecord(text, said, seal), cut };
}

/** Less of an anomaly whose text is too long for a record: escapes make a character up to six. */
function short(anomaly: Anomaly): Anomaly {
  const cut = (said: string) => said.slice(0, 150);
  return {
    ...remembering(anomaly, 100),
    ...{ title: cut(anomaly.title), description: cut(anomaly.description), impact: cut(anomaly.impact) },
    nextSteps: anomaly.nextSteps.map(cut),
    ...{ things: anomaly.things.slice(0, 10), symptoms: anomaly.symptoms.slice(0, 10), links: {} },
  };
}

/** What cannot be done without. */
const shortest = (anomaly: Anomaly): Anomaly => ({
  ...remembering(short(anomaly), 20),
  ...{ description: "", impact: "", nextSteps: [], things: [], symptoms: [] },
  ...{ called: {}, affected: anomaly.affected.slice(0, 5), earlier: anomaly.earlier.slice(-5) },
});

/** What the recorder says of the anomaly and keeps up to date, with the hidden block at its end. */
function ownContent(anomaly: Anomaly, locale: Locale, seal?: Seal): string {
  const say = (text: Text) => text[locale];
  const { affected, component, things, links } = anomaly;
  const { detectedAt, openedAt, resolvedAt } = currentEpisode(anomaly);
  const rows: [Text, string][] = [
    [words.id, anomaly.id],
    [words.status, say(statusWords[statusOf(anomaly)])],
    [words.severity, say(severityWords[anomaly.severity])],
    [words.category, say(categoryWords[anomaly.category])],
    [words.environment, inline(anomaly.environment, 50)],
    ...(anomaly.instance ? [[words.host, inline(anomaly.instance, 100)] as [Text, string]] : []),
    [words.affected, (affected.length > 0 ? affected : [component]).map((one) => inline(shown(one), 50)).join(", ")],
    [words.impact, inline(anomaly.impact || say(words.noImpact), 600)],
    [words.detection, say(detectionWords[anomaly.detection])],
    [words.detectedAt, clock(detectedAt, locale)],
    [words.openedAt, clock(openedAt, locale)],
    ...(resolvedAt ? [[words.resolvedAt, clock(resolvedAt, locale)] as [Text, string]] : []),
    ...(anomaly.ticket ? [[words.ticket, inline(anomaly.ticket, 40)] as [Text, string]] : []),
  ];
  const list = (title: Text, items: readonly string[]) =>
    items.length === 0 ? [] : [`**${say(title)}**`, items.map((item) => `- ${inline(item, 200)}`).join("\n")];
  const linked = ([title, address]: [Text, string | undefined]) => {
    const target = href(address);
    return target ? [`[${say(title)}](${target})`] : [];
  };
  const places = (
    [
      [words.dashboard, links.dashboard],
      [words.graph, links.graph],
      [words.runbook, links.runbook],
      [words.report, links.report],
    ] as [Text, string | undefined][]
  ).flatMap(linked);
  return [
    `## ${say(words.general)}`,
    [
      `| ${say(words.field)} | ${say(words.content)} |`,
      "|---|---|",
      ...rows.map(([name, value]) => `| ${say(name)} | ${value} |`),
    ].join("\n"),
    `## ${say(words.description)}`,
    lines(anomaly.description || anomaly.title),
    `## ${say(words.context)}`,
    ...(anomaly.alertname ? [`${say(words.alert)}${locale === "fr" ? " " : ""}: ${code(anomaly.alertname, 100)}`] : []),
    ...(places.length > 0 ? [places.join(" · ")] : []),
    ...list(words.things, things),
    ...list(words.symptoms, symptomsOf(anomaly)),
    ...(anomaly.earlier.length > 0 ? [earlierLine(anomaly, locale)] : []),
    `**${say(words.timeline)}**`,
    timelineOf(anomaly, locale),
    `## ${say(words.metrics)}`,
    anomaly.value || anomaly.limit
      ? [
          `| ${say(words.value)} | ${say(words.limit)} |`,
          "|---|---|",
          `| ${inline(anomaly.value, 100)} | ${inline(anomaly.limit, 100)} |`,
        ].join("\n")
      : say(words.unknown),
    blockOf(anomaly, seal),
  ].join("\n\n");
}

/** Section 7 names the web front end so. */
const shown = (component: string): string => (component === "web" ? "frontend" : component);

function earlierLine({ earlier }: Anomaly, locale: Locale): string {
  const nth = earlier.length + 1;
  const english = { 2: "nd", 3: "rd" }[nth] ?? "th";
  const time = locale === "fr" ? `${nth}${words.occurrence.fr}` : `${nth}${english}${words.occurrence.en.slice(2)}`;
  return `**${words.earlier[locale]}** (${time})${locale === "fr" ? " :" : ":"} ${earlier.map((id) => inline(id, 40)).join(", ")}`;
}

/** What happened in each episode, oldest first. */
export function timelineOf({ episodes }: Anomaly, locale: Locale): string {
  return episodes
    .flatMap((episode, index) => moments(episode, index))
    .map(([at, what]) => `- ${clock(at, locale)} · ${what[locale]}`)
    .join("\n");
}

/** The moments of an episode that are known, in their order. */
export function moments(
  { firstBadAt, detectedAt, openedAt, acknowledgedAt, resolvedAt, closedAt }: Episode,
  index: number,
): [string, Text][] {
  const all: [string | undefined, Text][] = [
    [firstBadAt, eventWords.firstBad],
    [detectedAt, eventWords.detected],
    [openedAt, index === 0 ? eventWords.opened : eventWords.reopened],
    [acknowledgedAt, eventWords.acknowledged],
    [resolvedAt, eventWords.resolved],
    [closedAt, eventWords.closed],
  ];
  const known = all.filter((moment): moment is [string, Text] => moment[0] !== undefined);
  return known.sort(([a], [b]) => Date.parse(a) - Date.parse(b));
}

function peoplesPart(anomaly: Anomaly, locale: Locale): string {
  const say = (text: Text) => text[locale];
  const open = (items: readonly string[]) => items.map((item) => `- [ ] ${item}`).join("\n");
  const steps = anomaly.nextSteps.map((step) => stepText(step));
  return [
    `## ${say(words.actions)}`,
    steps.length > 0 ? open(steps) : say(words.noStep),
    `## ${say(words.investigation)}`,
    open(checklists.investigation.map(say)),
    `## ${say(words.resolution)}`,
    open(checklists.resolution.map(say)),
    `## ${say(words.postMortem)}`,
    `### ${say(words.rootCause)}`,
    "…",
    `### ${say(words.prevention)}`,
    "…",
    "",
  ].join("\n\n");
}

/** Commands stand between backticks in the annotation (kit/write/annotations.ts) and stay code; addresses stay links. */
function stepText(step: string): string {
  const parts = step.split("`");
  if (parts.length % 2 === 0) return inline(step);
  return parts.map((part, index) => (index % 2 === 1 ? code(part) : prose(part))).join("");
}

function prose(text: string): string {
  const words = text.split(/(https?:\/\/[^\s`]+)/);
  return words.map((part, index) => (index % 2 === 1 ? linkTo(part) : spaced(part, inline(part)))).join("");
}

function linkTo(address: string): string {
  const target = href(address);
  return target ? `<${target}>` : inline(address);
}

/** `inline` trims; between words and code the space stays. */
function spaced(part: string, text: string): string {
  const [before, after] = [/^\s/.test(part) ? " " : "", /\s$/.test(part) ? " " : ""];
  return text === "" ? before || after : `${before}${text}${after}`;
}

/** For instance `2026-11-23 14:30:05` in Paris. */
export function clock(at: string, locale: Locale): string {
  const shownIn = locale === "fr" ? "fr-FR" : "en-GB";
  return new Date(at).toLocaleString(shownIn, { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "medium" });
}

/** For instance `1 h 2 min`. @param ms at least 0 */
export const lasted = (ms: number, locale: Locale): string => durationText(Math.round(ms / 1000), locale);
