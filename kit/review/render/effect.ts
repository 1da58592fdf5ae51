import { code } from "../../model/github-markdown.ts";
import type { Effect, EffectRow, Outcome } from "../report.ts";

/** One line for each alert and course, for a terminal. */
export function effectLines({ rows }: Effect): string[] {
  if (rows.length === 0) return ["no alert fires at other moments"];
  return rows.map(
    ({ alert, course, before, after }) => `${alert}, ${course}: ${outcomeText(before)} → ${outcomeText(after)}`,
  );
}

/** The same as a table of GitHub's Markdown. */
export function effectTable({ rows }: Effect): string {
  if (rows.length === 0) return "No alert fires at other moments.";
  const cells = (row: EffectRow) => [row.alert, row.course, outcomeText(row.before), outcomeText(row.after)];
  return [
    "| alert | during | before | after |",
    "| --- | --- | --- | --- |",
    // A bar ends a cell even within code. https://github.github.com/gfm/#tables-extension-
    ...rows.slice(0, 100).map(
      (row) =>
        `| ${cells(row)
          .map((cell) => code(cell, 100).replaceAll("|", "\\|"))
          .join(" | ")} |`,
    ),
    ...(rows.length > 100 ? [`\n… and ${rows.length - 100} others`] : []),
  ].join("\n");
}

/** `told after 45 s, 2 messages` */
function outcomeText({ after, toldAfter, falseAlarms, messages }: Outcome): string {
  const parts = [
    ...(falseAlarms === undefined ? [] : [falseAlarms === 0 ? "silent" : `${falseAlarms} false alarms`]),
    ...(falseAlarms !== undefined
      ? []
      : [after === undefined ? "does not fire" : `fires after ${Math.round(after)} s`]),
    ...(toldAfter === undefined ? [] : [`told after ${Math.round(toldAfter)} s`]),
    ...(messages === undefined || messages === 0 ? [] : [`${messages} messages`]),
  ];
  return parts.join(", ");
}
