import type { Verdict } from "../../kit/lab/recording/verdicts.ts";
import type { Detection } from "./detection.ts";
import { describeFalseAlarm } from "./healthy-day.ts";

/** What the bench found, in Markdown, for people and for docs/benchmarks.md alike. */
export function report(detections: readonly Detection[]): string {
  return [
    summaries(detections),
    ...detections.map(
      (detection) => `### Each fault: ${detection.name}\n\n${table(faultHeading, detection.verdicts.map(faultRow))}`,
    ),
    ...detections.map(falseAlarmsOf),
  ].join("\n\n");
}

function summaries(detections: readonly Detection[]): string {
  const rows: [string, (detection: Detection) => string][] = [
    ["faults told", ({ summary }) => `${summary.detected} of ${summary.faults}`],
    ["recall", ({ summary }) => percent(summary.detected / summary.faults)],
    ["told at the right severity and component", ({ summary }) => `${summary.right} of ${summary.faults}`],
    ["precision: messages about a fault, of all messages", ({ summary }) => percent(summary.precision)],
    ["median time to detect", ({ summary }) => duration(summary.medianTimeToDetect)],
    ["alerts on the healthy day", ({ summary }) => String(summary.falseAlarmsOnTheHealthyDay)],
    [
      "messages on the healthy day",
      ({ dailyMessages, summary }) => `${summary.notificationsOnTheHealthyDay}${split(dailyMessages)}`,
    ],
  ];
  return table(
    ["", ...detections.map(({ name }) => name)],
    rows.map(([title, value]) => [title, ...detections.map(value)]),
  );
}

const faultHeading = ["fault", "told by", "severity", "component", "after", "messages", "told as well", "inhibited"];

function faultRow({ scenario, told, right, toldBefore, messages, companions, inhibited }: Verdict): string[] {
  const { name, tells } = scenario.fault;
  const mark = (found: string | undefined, wanted: string) =>
    found === wanted ? found : `${found ?? "none"} (wanted ${wanted})`;
  if (told === undefined)
    return [name, "**not told**", "", "", "", count(messages), companions.join(", "), inhibited.join(", ")];
  return [
    name,
    `${told.alert}${toldBefore === undefined ? "" : ` (after ${toldBefore})`}`,
    right ? told.severity : mark(told.severity, tells.severity),
    right ? (told.component ?? "") : mark(told.component, tells.component),
    duration(told.after),
    count(messages),
    companions.join(", "),
    inhibited.join(", "),
  ];
}

function falseAlarmsOf({ name, falseAlarms }: Detection): string {
  const courses = [...falseAlarms].map(([course, alarms]) => {
    const byAlert = new Map<string, number>();
    for (const { labels } of alarms)
      byAlert.set(labels.alertname ?? "", (byAlert.get(labels.alertname ?? "") ?? 0) + 1);
    const counts = [...byAlert].map(([alert, times]) => `${alert} ${times} times`).join(", ");
    const first = alarms[0] === undefined ? "" : `; the first: \`${describeFalseAlarm(alarms[0])}\``;
    return `- ${course}: ${counts === "" ? "none" : counts}${first}`;
  });
  return `### Alerts without a fault: ${name}\n\n${courses.join("\n")}`;
}

function count(messages: Readonly<Record<string, number>>): string {
  const all = Object.values(messages).reduce((sum, one) => sum + one, 0);
  return `${all}${split(messages)}`;
}

function split(messages: Readonly<Record<string, number>>): string {
  const parts = Object.entries(messages).sort();
  return parts.length === 0 ? "" : ` (${parts.map(([integration, number]) => `${number} ${integration}`).join(", ")})`;
}

function duration(seconds: number): string {
  if (Number.isNaN(seconds)) return "–";
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

const percent = (ratio: number) => (Number.isNaN(ratio) ? "–" : `${(100 * ratio).toFixed(1)} %`);

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}
