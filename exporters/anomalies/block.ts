import { type Anomaly, anomalySchema } from "./anomaly.ts";

/** The recorder's own part of a record; what stands around it belongs to people and is never touched. */
const begin = "<!-- recorder:begin -->";
const end = "<!-- recorder:end -->";
const marker = "benevoclic-anomaly";

/** The anomaly as one line that Markdown does not show. Nothing in it can end the comment. The next steps are the people's part. */
export function blockOf(anomaly: Anomaly): string {
  const json = JSON.stringify({ ...anomaly, nextSteps: [] }).replace(/[<>&@-]/g, (character) => unicode(character));
  return `<!-- ${marker} ${json} -->`;
}

const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
const blockPattern = new RegExp(`<!-- ${marker} (\\{.*\\}) -->`);

/** What is known of the record in this text. `undefined`: it is no record. @throws Error when its block is damaged */
export function anomalyIn(text: string): Anomaly | undefined {
  const [, json] = blockPattern.exec(text) ?? [];
  if (json === undefined) return undefined;
  try {
    return anomalySchema.parse(JSON.parse(json));
  } catch {
    throw new Error("the hidden block of a record is damaged");
  }
}

/** The recorder's part with its marks. */
export const ownPart = (content: string): string => `${begin}\n${content}\n${end}`;

/** The text with the recorder's part replaced; put first where somebody removed its marks. */
export function withOwnPart(text: string, content: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) return `${ownPart(content)}\n\n${text.replace(blockPattern, "")}`;
  return text.slice(0, from) + ownPart(content) + text.slice(to + end.length);
}

/** The people's parts of a record, with the recorder's own left as it is: text of alerts and reports stands there. */
export function changePeoplesPart(text: string, change: (part: string) => string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) return change(text);
  return change(text.slice(0, from)) + text.slice(from, to) + change(text.slice(to));
}

/** A hidden line by which a comment is known again, so that it is written once. */
export const commentMark = (what: string): string => `<!-- ${marker}-comment ${what} -->`;
