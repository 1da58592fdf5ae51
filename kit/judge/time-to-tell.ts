import type { Alert } from "../model/alert.ts";
import { slowestScrape } from "../model/alert-reads.ts";
import { duration, seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { type Severity, severities } from "../model/level.ts";
import { readableAfter } from "../write/replicated/replicas.ts";
import { judge } from "./judge.ts";

/** An environment's override says so itself: it is none of them. */
export const timeToTell = judge(
  {
    "told-in-time":
      "Window, `for`, scrape and group wait of a level fit into the time in which people must be told, or the alert says why not.",
    "told-late-reason": "Only an alert that tells late says why it does.",
  },
  (wrong, environment) => {
    for (const { alert } of environment.alerts) {
      const { name, place, tellsLate } = alert;
      const late = lateness(alert, environment);
      if (tellsLate === undefined)
        for (const what of late)
          wrong(
            "told-in-time",
            place,
            `${name} ${what}`,
            "read less of the past or shorten its `for`, or say why it must take so long (tellsLate)",
          );
      else if (late.length === 0)
        wrong("told-late-reason", place, `${name} says why it tells late, and does not`, "leave tellsLate out");
    }
  },
);

/** What takes longer than it may, one sentence a level; whether the alert says why or not. */
export const lateness = (alert: Alert, environment: Environment): string[] =>
  severities.flatMap((severity) => latenessOf(alert, severity, environment) ?? []);

function latenessOf(alert: Alert, severity: Severity, environment: Environment): string | undefined {
  const { timesToTell, channels } = environment.platform;
  const level = alert.levels[severity];
  const bound = timesToTell.find(({ holdsFor }) => holdsFor(alert, severity));
  if (level === undefined || bound === undefined) return undefined;
  const parts = {
    window: Math.max(seconds(alert.on.over ?? "0s"), seconds(alert.onlyWhile?.over ?? "0s")),
    for: seconds(level.for),
    scrape: slowestScrape(alert, environment),
    "group wait": seconds(channels[severity].groupWait),
    // Samples reach the stores, and what is recorded of them reaches the rules that read it.
    ...(environment.config.replicated && { "stores of several hosts": 2 * readableAfter }),
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  if (total <= seconds(bound.within)) return undefined;
  const sum = Object.entries(parts).map(([name, part]) => `${name} ${duration(part)}`);
  const minutes = (total / 60).toFixed(1);
  return `${severity} takes up to ${minutes} min to be told (${sum.join(", ")}); ${bound.what}: ${bound.within} at most`;
}
