import { randomUUID } from "node:crypto";
import { wholeText } from "../../../kit/model/figures.ts";
import { inline, lines } from "../../../kit/model/github-markdown.ts";
import { type Anomaly, currentEpisode, isOpen, peoplesResolutions } from "../anomaly.ts";
import type { Says, TooLate } from "../people.ts";
import type { Announcement } from "../public-text.ts";
import type { Recorder } from "../recorder.ts";
import { clock, type Locale } from "../sheet.ts";
import { resolutionWords, words } from "../words.ts";
import type { Alerts } from "./alertmanager.ts";
import { quietUntil } from "./quiet.ts";
import { remarks, say } from "./words.ts";

/** What a form or a command asks for. */
interface Wish {
  /** take, fixed, false_alarm, duplicate, note, post-mortem, silence- and a name of quiet.ts */
  readonly act: string;
  /** Whoever wishes it, as they call themselves. */
  readonly by: string;
  readonly text: string;
  readonly cause?: string;
  readonly prevention?: string;
  /** `takenAs` of the anomaly when the form was shown; undefined where nobody was shown anything. */
  readonly seen?: string | undefined;
}

/** Characters of what somebody writes at once. */
export const longestText = 10_000;

interface Hands {
  readonly recorder: Pick<Recorder, "act">;
  readonly alerts: Alerts | undefined;
  readonly locale: Locale;
}

/**
 * Tells the public of an anomaly, and says so in its record.
 * @param announcement without it, the public reads nothing of it any more
 * @returns why not; undefined when it is done
 * @throws Failed
 */
export async function announce(
  { id }: Anomaly,
  announcement: Announcement | undefined,
  by: string,
  { recorder, locale }: Pick<Hands, "recorder" | "locale">,
): Promise<string | undefined> {
  const who = inline(by, 60) || remarks.somebody[locale];
  const text =
    announcement === undefined
      ? `**${who} ${remarks.unpublished[locale]}**`
      : `**${who} ${remarks.published[locale]}**\n\n${quoted(`${announcement.says.fr}\n${announcement.says.en}`)}`;
  const late = await recorder.act(id, {
    says: announcement === undefined ? { kind: "unpublish" } : { kind: "publish", announcement },
    ...(by !== "" && { by }),
    remark: { mark: `page-${randomUUID()}`, text },
  });
  return late && lateText(late, locale);
}

/** What somebody reads who was too late. */
function lateText({ is, by }: TooLate, locale: Locale): string {
  if (is === "gone") return say.unknown[locale];
  if (is === "over" && by === undefined) return say.overMeanwhile[locale];
  const text = is === "over" ? say.closedMeanwhile : say.takenMeanwhile;
  return text[locale].replace("{name}", by ?? remarks.somebody[locale]);
}

/** What somebody wrote, as a quotation: a line of it is no command to the recorder. */
const quoted = (text: string): string => lines(text, longestText).replace(/^/gm, "> ");

/**
 * Does what somebody wishes to an anomaly, and says so in its record.
 * @returns what they have to mend, in their words; undefined when it is done
 * @throws Failed
 */
export async function fulfil(anomaly: Anomaly, wish: Wish, hands: Hands, now: Date): Promise<string | undefined> {
  const { recorder, alerts, locale } = hands;
  const { act, by, text, cause = "", prevention = "", seen } = wish;
  const who = inline(by, 60) || remarks.somebody[locale];
  const does = async (says: Says | undefined, remark: string): Promise<string | undefined> => {
    const late = await recorder.act(anomaly.id, {
      ...{ ...(says && { says }), ...(by !== "" && { by }), seen },
      remark: { mark: `page-${randomUUID()}`, text: remark },
    });
    return late && lateText(late, locale);
  };
  const told = (what: string, more = "") => `**${who} ${what}**${more === "" ? "" : `\n\n${quoted(more)}`}`;

  const many = Math.max(...[text, cause, prevention].map((said) => said.length));
  if (many > longestText)
    return say.tooLong[locale]
      .replace("{most}", wholeText(longestText, locale))
      .replace("{many}", wholeText(many, locale));

  if (act === "take") {
    if (by === "") return say.missingName[locale];
    return does({ kind: "acknowledge" }, told(remarks.took[locale]));
  }
  const resolution = peoplesResolutions.find((one) => one === act);
  if (resolution) {
    if (text === "") return say.missingText[locale];
    const what = `${remarks.closed[locale]} (${resolutionWords[resolution][locale]})`;
    return does({ kind: "close", resolution }, told(what, text));
  }
  if (act === "note") {
    if (text === "") return say.missingText[locale];
    return does(undefined, told(remarks.noted[locale], text));
  }
  if (act === "post-mortem") {
    if (cause === "" && prevention === "") return say.missingText[locale];
    const part = (title: string, said: string) => (said === "" ? [] : [`### ${title}`, quoted(said)]);
    const parts = [...part(words.rootCause[locale], cause), ...part(words.prevention[locale], prevention)];
    return does(undefined, [told(remarks.analysed[locale]), ...parts].join("\n\n"));
  }
  const until = quietUntil(act, "silence", now);
  if (until === undefined || !alerts || anomaly.alertname === "") return say.noLonger[locale];
  if (!isOpen(anomaly)) return lateText({ is: "over", by: currentEpisode(anomaly).closedBy }, locale);
  await alerts.silence(anomaly, until, by || remarks.somebody[locale], now);
  return does(undefined, told(`${remarks.silenced[locale]} ${clock(until.toISOString(), locale)}`));
}
