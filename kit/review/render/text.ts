import { changeClasses } from "../change.ts";
import type { Report } from "../report.ts";
import { effectLines } from "./effect.ts";
import { areaTitles, classTitles, some, verdicts, whereOf } from "./words.ts";

/** For a terminal. */
export function textOf(report: Report): string {
  const { before, after, changes, environments, notes, effect } = report;
  const sections = [...changeClasses].reverse().flatMap((grave) => {
    const own = changes.filter((change) => change.class === grave);
    if (own.length === 0) return [];
    const lines = own.flatMap((change) => {
      const { first, rest } = some(change.subjects, 4);
      const subjects = `${first.join(", ")}${rest > 0 ? ` and ${rest} others` : ""}`;
      const where = whereOf(change, environments);
      return [
        `  ${areaTitles[change.area].padEnd(10)} ${printable(subjects)}${where === "" ? "" : ` (${where})`}`,
        `             ${printable(change.what)}`,
        `             → ${printable(change.consequence)}`,
      ];
    });
    return [`${classTitles[grave]} (${own.length})`, ...lines, ""];
  });
  return [
    `${before} → ${after}`,
    `${verdicts[report.class]}`,
    "",
    ...sections,
    ...(effect
      ? ["Effect on the healthy day and the faults", ...effectLines(effect).map((line) => `  ${line}`), ""]
      : []),
    ...notes.map((note) => `note: ${note}`),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

/** Without what a terminal would obey. */
const printable = (text: string) => text.replaceAll(/\p{Cc}/gu, " ");
