import { spawn } from "node:child_process";
import { spanSeconds } from "../../model/durations.ts";
import { killWithParent } from "../parts/die-with-parent.ts";
import type { Part } from "../parts/obtain.ts";
import { type Labels, seriesName } from "./exposition.ts";

/** An alert that fired, from the evaluation that fired it to the one that ended it. Seconds from the recording's start. */
export interface Episode {
  readonly labels: Labels;
  readonly from: number;
  /** Infinite when it still fired at the end. */
  readonly to: number;
}

/** What one test of promtool gives the rules to read. */
export interface Input {
  /** Seconds between two samples. */
  readonly step: number;
  /** In promtool's notation. */
  readonly series: readonly { readonly name: string; readonly values: string }[];
  readonly seconds: number;
  /** Comes back with what was found, so that several inputs of one run are told apart. */
  readonly mark?: string;
}

const firing = 'ALERTS{alertstate="firing"}';
const markLabel = "asked_of";

/** A file of promtool's tests that expects nothing of rules.yml beside it, and asks at every evaluation what began and ended to fire. */
export function questionsFile(interval: number, inputs: readonly Input[]): string {
  const lines = ["rule_files: [rules.yml]", `evaluation_interval: ${interval}s`, "tests:"];
  for (const { step, series, seconds, mark } of inputs) {
    const [began, ended] = questions(interval, mark);
    lines.push(
      `- interval: ${step}s`,
      "  input_series:",
      // Time must pass for rules of no series at all.
      ...[{ name: "time_passes", values: `0x${Math.ceil(seconds / step)}` }, ...series].map(
        ({ name, values }) => `  - {series: ${JSON.stringify(name)}, values: "${values}"}`,
      ),
      "  promql_expr_test:",
    );
    for (let at = 0; at < seconds; at += interval)
      lines.push(`  - {expr: '${began}', eval_time: ${at}s}`, `  - {expr: '${ended}', eval_time: ${at}s}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What has just begun to fire at an evaluation, and what has just ended. */
function questions(interval: number, mark: string | undefined): readonly [began: string, ended: string] {
  const marked = (alerts: string) =>
    mark === undefined ? alerts : `label_replace(${alerts}, "${markLabel}", "${mark}", "", "")`;
  const now = marked(firing);
  const before = marked(`${firing} offset ${interval}s`);
  return [`${now} unless ${before}`, `(${before}) unless ${now}`];
}

/** promtool's own words: each question that found something is a test that failed, with what was found. */
const failure = /^ {4}expr: "(\(?)(?:label_replace\()?ALERTS.*", time: (\w+),\n {8}exp: nil\n {8}got: ?(.*)$/gm;
const found = /\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\} 1E\+00/g;

/** What fired, by the mark of its input. @throws Error when a rule could not be evaluated */
export function answersIn(output: string): Map<string | undefined, Episode[]> {
  const complaint = /^.*(?:\berr: |error|level=ERROR|panic).*$/im.exec(output.replace(failure, ""));
  if (complaint !== null) throw new Error(`promtool could not evaluate the rules: ${complaint[0].trim()}`);

  const open = new Map<string, number>();
  const answers = new Map<string | undefined, Episode[]>();
  const end = (key: string, to: number) => {
    const from = open.get(key);
    if (from === undefined) throw new Error(`promtool told the end of an alert that had not begun: ${key}`);
    open.delete(key);
    const { __name__: _, alertstate: __, [markLabel]: mark, ...labels } = seriesName(`ALERTS${key}`).labels;
    const episodes = answers.get(mark) ?? [];
    answers.set(mark, episodes);
    episodes.push({ labels, from, to });
  };
  for (const [, ended, time = "", alerts = ""] of output.matchAll(failure)) {
    const at = spanSeconds(time);
    for (const [, labels] of alerts.matchAll(found)) {
      if (ended) end(`{${labels}}`, at);
      else open.set(`{${labels}}`, at);
    }
  }
  for (const key of [...open.keys()]) end(key, Number.POSITIVE_INFINITY);
  return answers;
}

/** A tenth of promtool's time is collecting garbage, at the usual setting: https://pkg.go.dev/runtime#hdr-Environment_Variables */
export const promtoolEnvironment = { ...process.env, NO_COLOR: "1", GOGC: "400" };

/** Both outputs of a test run, however it ends: promtool ends with 1 when a question found something. */
export function askPromtool({ command }: Part, testFile: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, ["test", "rules", testFile], {
      stdio: ["ignore", "pipe", "pipe"],
      env: promtoolEnvironment,
    });
    killWithParent(child);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      if (code === 0 || code === 1) resolve(output);
      else reject(new Error(`promtool ended with ${signal ?? code}: ${output.slice(-500)}`));
    });
  });
}
