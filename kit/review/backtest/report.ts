import { overlap, type RecordedAnomaly } from "./anomalies.ts";
import type { Backtest, Fired } from "./backtest.ts";
import type { RuleSetName } from "./plan.ts";

/** How one rule of one version did. */
export interface Summary {
  readonly firings: number;
  /** Seconds, of all firings. */
  readonly lasted: number;
  /** Firings while an anomaly was recorded, of whatever alert. */
  readonly duringAnomalies: number;
  /** When it fired first and last, in seconds since the epoch. */
  readonly moments: readonly number[];
}

export interface Compared {
  readonly key: string;
  readonly present?: Summary | undefined;
  readonly proposed?: Summary | undefined;
}

/** Each alert and level, its two versions side by side; those that fire most in the proposed version first. */
export function comparedOf({ fired, anomalies }: Backtest): Compared[] {
  const keys = [...new Set(fired.map(({ rule }) => rule.key))];
  const of = (key: string, set: RuleSetName) => {
    const found = fired.find(({ rule }) => rule.key === key && rule.set === set);
    return found && summaryOf(found, anomalies);
  };
  return keys
    .map((key): Compared => ({ key, present: of(key, "present"), proposed: of(key, "proposed") }))
    .sort((one, other) => (other.proposed?.firings ?? 0) - (one.proposed?.firings ?? 0));
}

function summaryOf({ firings }: Fired, anomalies: readonly RecordedAnomaly[]): Summary {
  return {
    firings: firings.length,
    lasted: firings.reduce((total, { from, to }) => total + to - from, 0),
    duringAnomalies: firings.filter((one) => anomalies.some((anomaly) => overlap(one, anomaly))).length,
    moments: firings.map(({ from }) => from),
  };
}

/** The recorded anomalies in which no rule of a version fired. */
export function missedBy({ fired, anomalies }: Backtest, set: RuleSetName): RecordedAnomaly[] {
  const own = fired.filter(({ rule }) => rule.set === set).flatMap(({ firings }) => firings);
  return anomalies.filter((anomaly) => !own.some((one) => overlap(one, anomaly)));
}

/** For a terminal. @param timezone in which moments are written */
export function backtestText(result: Backtest, timezone: string): string {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
  const at = (moment: number) => clock.format(moment * 1000);
  const days = (result.to - result.from) / 86_400;
  const all = comparedOf(result);
  const loud = all.filter(({ present, proposed }) => (present?.firings ?? 0) + (proposed?.firings ?? 0) > 0);
  const cell = (summary: Summary | undefined) =>
    summary === undefined
      ? "not there"
      : `${times(summary.firings)}, ${minutes(summary.lasted)}${result.anomalies.length > 0 ? `, ${summary.duringAnomalies} with an anomaly` : ""}`;
  const width = Math.max(0, ...loud.map(({ key }) => key.length));
  const lines = loud.flatMap(({ key, present, proposed }) => {
    const moments = (proposed ?? present)?.moments ?? [];
    const first = moments.slice(0, 5).map(at).join("; ");
    return [
      `  ${key.padEnd(width)}  ${cell(present)} → ${cell(proposed)}`,
      `  ${"".padEnd(width)}  ${first}${moments.length > 5 ? ` and ${times(moments.length - 5)} more` : ""}`,
    ];
  });
  const missed = missedBy(result, "proposed");
  const lost = missed.filter((anomaly) => !missedBy(result, "present").includes(anomaly));
  const name = ({ anomaly, alertname, from }: RecordedAnomaly) => `${anomaly} (${alertname}, ${at(from)})`;
  return [
    `${at(result.from)} to ${at(result.to)}, ${timezone}: present rules → proposed rules`,
    "",
    ...(loud.length === 0 ? ["  no rule would have fired"] : lines),
    "",
    `${all.length - loud.length} of ${all.length} alerts and levels would never have fired.`,
    `A day: ${perDay(result, "present", days)} alarms by the present rules, ${perDay(result, "proposed", days)} by the proposed ones.`,
    result.anomalies.length === 0
      ? "No recorded anomalies to compare with."
      : `${result.anomalies.length} ${result.anomalies.length === 1 ? "anomaly was" : "anomalies were"} recorded; in ${missed.length} of them none of the proposed rules fires${missed.length === 0 ? "." : `: ${missed.map(name).join(", ")}.`}`,
    ...(lost.length === 0
      ? []
      : [`LOST: the present rules fire in ${lost.map(name).join(", ")}, the proposed ones do not.`]),
    ...result.notes.map((note) => `note: ${note}`),
    `${result.cost.requests} requests, ${result.cost.engine.toFixed(1)} s of the engine, ${(result.cost.bytes / 1e6).toFixed(1)} MB`,
  ]
    .join("\n")
    .concat("\n");
}

function perDay({ fired }: Backtest, set: RuleSetName, days: number): string {
  const count = fired.filter(({ rule }) => rule.set === set).reduce((total, { firings }) => total + firings.length, 0);
  return (count / days).toFixed(1);
}

const times = (count: number) => (count === 1 ? "once" : `${count} times`);

const minutes = (seconds: number) =>
  seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
