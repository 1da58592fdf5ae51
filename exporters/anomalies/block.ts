import { type Anomaly, anomalySchema } from "./anomaly.ts";
import type { Seal } from "./seal.ts";

/** The recorder's own part of a record; what stands around it belongs to people and is never touched. */
const begin = "<!-- recorder:begin -->";
const end = "<!-- recorder:end -->";
const marker = "benevoclic-anomaly";

/** The anomaly as one line that Markdown does not show, of any text. The next steps are the people's part. */
export function blockOf(anomaly: Anomaly, seal?: Seal): string {
  const json = JSON.stringify({ ...anomaly, nextSteps: [] }).replace(special, unicode);
  return `<!-- ${marker} ${json}${seal ? ` ${seal.of(anomaly)}` : ""} -->`;
}

/** What could end the comment or the line, what GitHub would turn into something, and what editors and stores do not keep. */
const special = /[<>&@-]|\p{C}|(?! )\p{Z}/gu;
const unicode = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
const blockPattern = new RegExp(`<!-- ${marker} (\\{.*\\})(?: ([0-9a-f]{64}))? -->`);

/**
 * What is known of the record in this text: of its recorder's part, where that is marked. `undefined`: it is no record.
 *
 * @param seal what the block must carry; without one, every block counts
 * @throws Error when its block is damaged, or was written by somebody else
 */
export function anomalyIn(text: string, seal?: Seal): Anomaly | undefined {
  const [, json, sealed = ""] = blockPattern.exec(ownPartIn(text) ?? text) ?? [];
  if (json === undefined) return undefined;
  const anomaly = parsed(json);
  if (!anomaly) throw new Error("the hidden block of a record is damaged");
  if (seal && !seal.holds(anomaly, sealed))
    throw new Error("the hidden block of a record was not written by this recorder");
  return anomaly;
}

function parsed(json: string): Anomaly | undefined {
  try {
    return anomalySchema.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function ownPartIn(text: string): string | undefined {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  return from === -1 || to === -1 ? undefined : text.slice(from, to);
}

/** A text that would be no record any more. */
export class Unreadable extends Error {}

/** @throws Unreadable when the record could not be read back from the text */
export function checkedRecord(text: string, anomaly: Anomaly, seal: Seal | undefined): string {
  const wanted = anomalySchema.safeParse(anomaly);
  const found = blockPattern.exec(ownPartIn(text) ?? text)?.[0];
  if (
    !wanted.success ||
    found !== blockOf(anomaly, seal) ||
    blockOf(anomalyIn(text, seal) ?? anomaly) !== blockOf(wanted.data)
  )
    throw new Unreadable("a record could not be read back from its text");
  return text;
}

/** The recorder's part with its marks. */
export const ownPart = (content: string): string => `${begin}\n${content}\n${end}`;

/** The text with the recorder's part replaced by `own`; put first where somebody removed its marks. */
export function withOwnPart(text: string, own: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) return `${own}\n\n${text.replace(blockPattern, "")}`;
  return text.slice(0, from) + own + text.slice(to + end.length);
}

/** A record of at most `room` characters, and what was cut off the people's text: the end first. */
export function cutToFit(text: string, room: number): { readonly text: string; readonly cut: string } {
  const [from, to] = [text.indexOf(begin), text.indexOf(end) + end.length];
  const [own, after] = [text.slice(from, to), text.slice(to)];
  const kept = Math.max(0, room - own.length);
  const before = firstOf(text.slice(0, from), kept);
  const left = firstOf(after, kept - before.length);
  return { text: before + own + left, cut: text.slice(before.length, from) + after.slice(left.length) };
}

/** At most so many characters from the beginning, without half of one at the end: GitHub takes no such text. */
export const firstOf = (text: string, most: number): string =>
  text.slice(0, Math.max(0, most)).replace(/[\ud800-\udbff]$/, "");

/** The people's parts of a record, with the recorder's own left as it is: text of alerts and reports stands there. */
export function changePeoplesPart(text: string, change: (part: string) => string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) return change(text);
  return change(text.slice(0, from)) + text.slice(from, to) + change(text.slice(to));
}

/** A hidden line by which a comment is known again, so that it is written once. */
export const commentMark = (what: string): string => `<!-- ${marker}-comment ${what} -->`;
