import { code, inline } from "../../model/github-markdown.ts";
import { changeClasses, type MergedChange } from "../change.ts";
import type { Report } from "../report.ts";
import { effectTable } from "./effect.ts";
import { areaTitles, classTitles, some, verdicts, whereOf } from "./words.ts";

/** GitHub refuses longer comments. https://docs.github.com/en/rest/issues/comments */
export const longestComment = 65_536;

/** How many changes of a class are listed. */
const shown = 60;

/**
 * For a pull request. Everything that comes from the change itself is quoted: it may hold whatever its author likes.
 * @param most characters of the whole; lists are cut until it fits
 */
export function markdownOf(report: Report, most: number = longestComment): string {
  for (let listed = shown; ; listed = Math.floor(listed / 2)) {
    const text = written(report, listed);
    if (text.length <= most || listed === 0) return text.slice(0, most);
  }
}

function written(report: Report, listed: number): string {
  const { before, after, changes, environments, notes, effect } = report;
  const sections = [...changeClasses].reverse().flatMap((grave) => {
    const own = changes.filter((change) => change.class === grave);
    if (own.length === 0) return [];
    const { first, rest } = some(
      own.map((change) => line(change, environments)),
      listed,
    );
    const list = [...first, ...(rest > 0 ? [`- … and ${rest} others: \`npm run diff\` lists them`] : [])].join("\n");
    // What needs no decision is folded.
    return grave === "harmless"
      ? [`<details><summary>${classTitles[grave]} (${own.length})</summary>\n\n${list}\n\n</details>`]
      : [`### ${classTitles[grave]} (${own.length})\n\n${list}`];
  });
  return [
    "## What this change means",
    `**${verdicts[report.class]}** ${code(before, 300)} → ${code(after, 300)}`,
    ...sections,
    ...(effect ? [`### Effect on the healthy day and the faults\n\n${effectTable(effect)}`] : []),
    ...notes.map((note) => `> ${inline(note)}`),
  ].join("\n\n");
}

function line(change: MergedChange, environments: readonly string[]): string {
  const { first, rest } = some(change.subjects, 6);
  const subjects = `${first.map((subject) => code(subject, 100)).join(", ")}${rest > 0 ? ` and ${rest} others` : ""}`;
  const where = whereOf(change, environments);
  const only = where === "" ? "" : ` (${inline(where)})`;
  return `- ${areaTitles[change.area]} ${subjects}${only}: ${code(change.what, 300)}<br>${inline(change.consequence, 500)}`;
}
