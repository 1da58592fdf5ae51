import { grouped } from "../../model/grouped.ts";
import { ways } from "../../model/ways.ts";
import { type Subject, subjectName } from "./cells.ts";
import { flapping, type JudgedCell, type Outcome } from "./matrix.ts";
import type { JudgedPair } from "./pairs.ts";

/** Whom a quiet variation told something. */
export interface JudgedVariation {
  readonly name: string;
  /** Critical alerts: there must be none. */
  readonly woken: readonly string[];
  /** The others. */
  readonly told: readonly string[];
}

/** The committed summary, from the root of the repository. */
export const summaryFile = "docs/fault-coverage.md";

/** Everything that `npm run coverage:faults` found. */
export interface FaultCoverage {
  readonly cells: readonly JudgedCell[];
  /** Declared, and in no recording: nobody knows what their going wrong would be. */
  readonly unrecorded: readonly Subject[];
  readonly pairs: readonly JudgedPair[];
  readonly variations: readonly JudgedVariation[];
}

/** What is wrong, a line each: silent cells, alerts that flap, metrics without a recording, hidden faults, variations that wake somebody. */
export function wrongIn({ cells, unrecorded, pairs, variations }: FaultCoverage): string[] {
  return [
    ...cells
      .filter(({ outcome }) => outcome.is === "silent")
      .map(({ cell }) => `silent: ${subjectName(cell.subject)} ${cell.way}`),
    ...cells.flatMap(({ cell, outcome }) =>
      outcome.is === "told" && outcome.episodes > flapping
        ? [`flaps: ${subjectName(cell.subject)} ${cell.way}: ${outcome.alert}, ${outcome.episodes} times an hour`]
        : [],
    ),
    // What comes only with trouble is not there on a healthy day.
    ...unrecorded
      .filter(({ metric }) => metric.comesAndGoes === undefined)
      .map((subject) => `in no recording: ${subjectName(subject)}`),
    ...pairs
      .filter(({ told }) => !told)
      .map(({ cause, hidden, by }) => `hidden: ${hidden} while ${cause} fires wrongly (${by})`),
    ...variations.flatMap(({ name, woken }) => woken.map((alert) => `not quiet: ${name} wakes somebody by ${alert}`)),
  ];
}

const countOf = (cells: readonly JudgedCell[], is: Outcome["is"]) =>
  cells.filter(({ outcome }) => outcome.is === is).length;

/** How many cells ended how, in one line. */
function figuresOf({ cells, unrecorded, pairs, variations }: FaultCoverage): string {
  const quiet = variations.filter(({ woken }) => woken.length === 0).length;
  return [
    `${cells.length} cells: ${countOf(cells, "told")} told, ${countOf(cells, "harmless")} harmless, ${countOf(cells, "silent")} silent,`,
    `${countOf(cells, "the same")} leave the healthy day as it is; ${unrecorded.length} metrics in no recording;`,
    `${pairs.filter(({ told }) => told).length} of ${pairs.length} faults told beside a wrong cause;`,
    `${quiet} of ${variations.length} quiet variations wake nobody.`,
  ].join(" ");
}

/** In Markdown, in the order of the declarations: it is committed, and a review shows which cells a change loses. */
export function summaryOf(coverage: FaultCoverage): string {
  const { cells, unrecorded, pairs, variations } = coverage;
  return [
    "# Ways in which a metric can go wrong, and what tells it",
    "",
    "Written by `npm run coverage:faults`, never by hand. Each metric of each job, all its label sets at once, in each way",
    "(`kit/model/ways.ts`), from noon on of the healthy day. *(harmless)*: a reason stands beside the metric; *(same)*: its healthy day",
    "does not change by it; `–`: it cannot happen.",
    "",
    figuresOf(coverage),
    "",
    `| metric | ${ways.join(" | ")} |`,
    `|---|${ways.map(() => "---|").join("")}`,
    ...[...grouped(cells, ({ cell }) => subjectName(cell.subject))].map(([name, among]) => {
      const outcomes = ways.map((way) => {
        const outcome = among.find(({ cell }) => cell.way === way)?.outcome;
        return outcome === undefined ? "–" : inSummary(outcome);
      });
      return `| \`${name}\` | ${outcomes.join(" | ")} |`;
    }),
    "",
    "## In no recording",
    "",
    ...listed(
      unrecorded.map((subject) =>
        [`\`${subjectName(subject)}\``, ...(subject.metric.comesAndGoes ? [subject.metric.comesAndGoes] : [])].join(
          ": ",
        ),
      ),
    ),
    "",
    "## Faults beside a cause that fires wrongly",
    "",
    ...listed(
      pairs.map(({ cause, by, hidden, told }) => `${told ? "told" : "**hidden**"}: ${hidden} beside ${cause} (${by})`),
    ),
    "",
    "## Quiet variations",
    "",
    ...listed(
      variations.map(({ name, woken, told }) =>
        woken.length > 0
          ? `${name}: **woken** by ${woken.join(", ")}`
          : `${name}: nobody woken${told.length > 0 ? ` (told: ${told.join(", ")})` : ""}`,
      ),
    ),
    "",
  ].join("\n");
}

const listed = (lines: readonly string[]) => (lines.length === 0 ? ["none"] : lines.map((line) => `- ${line}`));

function inSummary(outcome: Outcome): string {
  if (outcome.is === "told")
    return `${outcome.alert} ${outcome.severity}${outcome.episodes > flapping ? ", **flaps**" : ""}`;
  return outcome.is === "silent" ? "**silent**" : outcome.is === "harmless" ? "*(harmless)*" : "*(same)*";
}

/** A table for people: a line each cell. */
export function describeFaultCoverage(coverage: FaultCoverage): string {
  const rows = coverage.cells.map(({ cell, outcome }) => [
    subjectName(cell.subject),
    cell.way,
    ...(outcome.is === "told"
      ? [
          outcome.alert,
          outcome.severity,
          outcome.component,
          `after ${Math.round(outcome.after / 60)} min${outcome.episodes > 1 ? `, ${outcome.episodes} times an hour` : ""}`,
        ]
      : [outcome.is === "silent" ? "SILENT" : outcome.is, outcome.is === "harmless" ? outcome.reason : "", "", ""]),
  ]);
  return [
    table([["metric", "way", "told by", "severity", "component", ""], ...rows]),
    "",
    figuresOf(coverage),
    "",
  ].join("\n");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => Math.min(60, row[column]?.length ?? 0))),
  );
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The same for machines. */
export function inJson(coverage: FaultCoverage): string {
  const { cells, unrecorded, pairs, variations } = coverage;
  return JSON.stringify(
    {
      cells: cells.map(({ cell, outcome: { is, ...rest } }) => ({
        metric: cell.subject.metric.name,
        job: cell.subject.job,
        way: cell.way,
        outcome: is,
        ...rest,
      })),
      unrecorded: unrecorded.map(({ metric, job }) => ({ metric: metric.name, job })),
      pairs,
      variations,
    },
    null,
    2,
  );
}
