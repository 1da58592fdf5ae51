import { numberText } from "../../kit/model/figures.ts";
import { inline } from "../../kit/model/github-markdown.ts";
import type { Severity } from "../../kit/model/level.ts";
import type { Text } from "../../kit/model/text.ts";
import { severityWords } from "../../kit/model/words.ts";
import { type Anomaly, currentEpisode, isOpen } from "./anomaly.ts";
import type { Event } from "./decide.ts";
import type { Course, History } from "./history.ts";
import { clock, type Locale, lasted, timelineOf } from "./sheet.ts";
import { comments, eventWords, resolutionWords, words } from "./words.ts";

/** What a comment says, and the mark by which it is written once. */
interface Remark {
  readonly mark: string;
  readonly text: string;
}

/** Room around an anomaly in which its causes are looked for (ms). */
const before = 15 * 60_000;

/** What an event is told with. Acknowledging is not told: whoever did it knows. */
export async function remarksOn(
  anomaly: Anomaly,
  events: readonly Event[],
  history: History | undefined,
  locale: Locale,
): Promise<Remark[]> {
  const number = anomaly.episodes.length - 1;
  const told = events.filter((event) => event !== "acknowledged");
  const remarks = await Promise.all(
    told.map(async (event): Promise<Remark> => {
      const mark = `${event}-${number}${event === "raised" ? `-${anomaly.severity}` : ""}`;
      if (event === "resolved") return { mark, text: await resolvedText(anomaly, history, locale) };
      if (event === "reopened")
        return { mark, text: `**${eventWords.reopened[locale]}**\n\n${timelineOf(anomaly, locale)}` };
      if (event === "raised") return { mark, text: raisedText(anomaly.severity, anomaly, locale) };
      return { mark, text: closedText(anomaly, locale) };
    }),
  );
  const closes = !isOpen(anomaly) && (events.includes("resolved") || events.includes("closed"));
  if (!closes || anomaly.severity !== "critical") return remarks;
  return [...remarks, { mark: `post-mortem-${number}`, text: await postMortem(anomaly, history, locale) }];
}

/** Whether a post-mortem is due: benevoclic.md section 7, for critical ones. */
export const wantsPostMortem = (remarks: readonly Remark[]): boolean =>
  remarks.some(({ mark }) => mark.startsWith("post-mortem"));

function raisedText(severity: Severity, { value, limit }: Anomaly, locale: Locale): string {
  const measured = value
    ? ` · ${inline(value, 100)} (${words.limit[locale].toLowerCase()}${colonOf(locale)} ${inline(limit, 100)})`
    : "";
  return `**${eventWords.raised[locale]}** → ${severityWords[severity][locale]}${measured}`;
}

const closedText = (anomaly: Anomaly, locale: Locale): string => {
  const { resolution = "fixed" } = currentEpisode(anomaly);
  return `**${eventWords.closed[locale]}** · ${resolutionWords[resolution][locale]}`;
};

async function resolvedText(anomaly: Anomaly, history: History | undefined, locale: Locale): Promise<string> {
  const { detectedAt, resolvedAt = detectedAt } = currentEpisode(anomaly);
  const [from, to] = [new Date(detectedAt), new Date(resolvedAt)];
  const course = await history?.course(anomaly, new Date(from.getTime() - 60_000), to);
  const say = (text: Text) => text[locale];
  return [
    `**${say(eventWords.resolved)}** · ${say(comments.lasted)} ${lasted(to.getTime() - from.getTime(), locale)}, ${say(comments.from)} ${clock(detectedAt, locale)} ${say(comments.to)} ${clock(resolvedAt, locale)}`,
    `${say(comments.valueAtDetection)}${colonOf(locale)} ${inline(anomaly.value, 100) || say(comments.noData)}`,
    `${say(comments.valueNow)}${colonOf(locale)} ${courseText(course, locale)}`,
    say(isOpen(anomaly) ? comments.waits : comments.closedAutomatically),
  ].join("\n\n");
}

/** The sections of benevoclic.md section 7, filled in with what is known. */
async function postMortem(anomaly: Anomaly, history: History | undefined, locale: Locale): Promise<string> {
  const {
    detectedAt,
    closedAt = detectedAt,
    resolvedAt,
    firstBadAt = detectedAt,
    acknowledgedAt,
    openedAt,
  } = currentEpisode(anomaly);
  const [from, to] = [new Date(Date.parse(firstBadAt) - before), new Date(resolvedAt ?? closedAt)];
  const [alerts, restarts, course] = await Promise.all([
    history?.alerts(anomaly, from, to),
    history?.restarts(anomaly, from, to),
    history?.course(anomaly, new Date(firstBadAt), to),
  ]);
  const say = (text: Text) => text[locale];
  const list = (happenings: readonly { at: Date; what: string }[] | undefined, empty: Text) =>
    happenings && happenings.length > 0
      ? happenings.map(({ at, what }) => `- ${clock(at.toISOString(), locale)} · ${inline(what, 100)}`).join("\n")
      : say(empty);
  const span = (begin: string, end: string | undefined) =>
    end === undefined ? say(comments.noData) : lasted(Math.max(0, Date.parse(end) - Date.parse(begin)), locale);
  return [
    `## ${say(words.postMortem)} · ${anomaly.id}`,
    `_${say(comments.postMortemMissing)}_`,
    `### ${say(words.timeline)}`,
    timelineOf(anomaly, locale),
    [
      `- ${say(comments.detectedIn)}${colonOf(locale)} ${span(firstBadAt, currentEpisode(anomaly).firstBadAt && detectedAt)}`,
      `- ${say(comments.acknowledgedIn)}${colonOf(locale)} ${span(openedAt, acknowledgedAt)}`,
      `- ${say(comments.resolvedIn)}${colonOf(locale)} ${span(detectedAt, resolvedAt ?? closedAt)}`,
    ].join("\n"),
    `### ${say(comments.alerts)}`,
    list(alerts, comments.noData),
    `### ${say(comments.restarts)}`,
    list(restarts, restarts === undefined ? comments.noData : comments.none),
    `### ${say(words.metrics)}`,
    `${say(comments.valueNow)}${colonOf(locale)} ${courseText(course, locale)}`,
    `### ${say(words.rootCause)}`,
    "…",
    `### ${say(words.prevention)}`,
    "- [ ] …",
  ].join("\n\n");
}

/** The lowest and the highest: which of them is the worst depends on the signal. */
function courseText(course: Course | undefined, locale: Locale): string {
  if (!course) return comments.noData[locale];
  const shown = (value: number) => numberText(value, locale);
  const { start, lowest, highest, end } = course;
  return `${shown(start)} → ${shown(lowest)} … ${shown(highest)} → ${shown(end)}`;
}

const colonOf = (locale: Locale): string => (locale === "fr" ? " :" : ":");
