import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { harmless, mostWays, restless } from "../../kit/model/ways.ts";

const action = "restart";
const target = "benevoclic-api";

const onlyDrawn = harmless({
  "only drawn: what is done, and what was given up, is in the journal and in the messages": mostWays,
});

/** What the remediation did, and may still do. Its counters go on where they were after a restart. */
export const remediation = alwaysPresentOf("remediation", {
  runs: {
    name: "remediation_runs_total",
    type: "counter",
    about: "Actions by what came of them: healed | failed | refused | dry_run.",
    labels: { action, target, outcome: "healed" },
    harmless: onlyDrawn,
  },
  running: {
    name: "remediation_running",
    type: "gauge",
    about: "1 while the action is under way, until its signal has shown whether it helped.",
    labels: { action, target },
    harmless: harmless({
      "only drawn: what is under way is in the journal": [
        "vanishes",
        "freezes",
        "drops to zero",
        ...restless,
        "is there every other sample",
      ],
    }),
    isSwitch: true,
  },
  budgetLeft: {
    name: "remediation_budget_left",
    type: "gauge",
    about: "How often the action may still be done now; a person's restarts count as well.",
    labels: { action, target },
    harmless: onlyDrawn,
  },
  duration: {
    name: "remediation_seconds",
    type: "histogram",
    about: "From the alert to its cure.",
    labels: { action },
    buckets: [10, 20, 30, 45, 60, 90, 120, 300, 600],
    comesAndGoes: "an action that was never done has none",
  },
  allowed: {
    name: "remediation_allowed",
    type: "gauge",
    about: "0 while a person has forbidden all of it, or Alertmanager cannot be asked whether one has.",
    isSwitch: true,
    harmless: harmless({
      "each fault of a forbidden minute is told by its own alert as ever, and says that nothing was tried": restless,
    }),
  },
  givenUp: {
    name: "remediation_given_up",
    type: "gauge",
    about: "1 while a fault goes on about which nothing more is done; level is the severity of what people are told.",
    labels: { target, level: "critical" },
    comesAndGoes: "there is none while nothing was given up",
  },
  healedAt: {
    name: "remediation_healed_timestamp_seconds",
    type: "gauge",
    about: "When the action last healed the target (Unix time).",
    labels: { action, target },
    comesAndGoes: "an action that never healed has none",
  },
  healedInWeek: {
    name: "remediation_healed_in_week",
    type: "gauge",
    about: "How often the action healed the target within the last 7 days.",
    labels: { action, target },
    harmless: harmless({
      "one or two are no habit: the third within a week is MonitoringHealedAgain": ["doubles", "drifts for hours"],
    }),
  },
});
