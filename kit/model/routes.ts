import { digestHour, maintenance, quietHours } from "../write/time-intervals.ts";
import type { Alert } from "./alert.ts";
import type { Duration } from "./durations.ts";
import type { Environment } from "./environment.ts";
import { healingsOf } from "./healing.ts";
import { type Severity, severities } from "./level.ts";
import { type Labels, type Matcher, matches, noneOf, oneOf } from "./matchers.ts";
import {
  aftermath,
  digest,
  escalation,
  heartbeat,
  loneEvent,
  outage,
  recorder,
  remedyDue,
  sms,
  type Timing,
} from "./routing.ts";

/** One way of an alert to a receiver. Routes are asked in order, and the first that takes an alert keeps it. */
export interface Route {
  readonly receiver: string;
  readonly takes: readonly Matcher[];
  /** The routes after it are asked as well. */
  readonly goesOn?: true;
  readonly timing: Timing;
  /** Names of the time intervals in which it sends nothing. */
  readonly mutedIn: readonly string[];
  /** Name of the time interval in which alone it sends. */
  readonly onlyIn?: string;
}

/** The receiver that tells nobody. */
export const nobody = "nobody";
/** What no route takes is something nobody foresaw: it wakes people, at any hour. */
export const fallback = "critical";
export const escalationTo = (role: string): string => `escalation-${role}`;

/** The environment's routes, in the order in which Alertmanager asks them. */
export function routesOf(environment: Environment): Route[] {
  const { platform, config, alerts } = environment;
  const { channels } = platform;
  const { notifications, jobs, people } = config;
  const planned = Object.keys(notifications.maintenance).map(maintenance);
  const quiet = notifications.quietHours ? [quietHours] : [];
  const platformDown = alerts.filter(({ alert }) => alert.takesPlatformDown).map(({ alert }) => alert.name);
  const outages = alerts.filter(({ alert }) => alert.outage || alert.takesPlatformDown).map(({ alert }) => alert.name);
  const roles = Object.keys(people);
  const silent = severities.filter((severity) => channels[severity].quiet);
  return [
    { receiver: "heartbeat", takes: [oneOf("alertname", heartbeat.alertname)], timing: heartbeat, mutedIn: [] },
    {
      receiver: nobody,
      takes: [oneOf("alertname", aftermath.alertname)],
      timing: channels.info,
      mutedIn: [],
    },
    ...(healingsOf(environment).length > 0
      ? [
          {
            receiver: "remediation",
            takes: [oneOf("alertname", remedyDue.alertname)],
            timing: remedyDue,
            mutedIn: planned,
          },
        ]
      : []),
    {
      receiver: "digest",
      takes: [oneOf("alertname", digest.alertname)],
      timing: digest,
      mutedIn: planned,
      onlyIn: digestHour,
    },
    ...(platform.recorder !== undefined && jobs[platform.recorder.part] !== undefined
      ? [
          {
            receiver: "recorder",
            takes: [oneOf("severity", ...severities), noneOf("component", platform.recorder.component)],
            goesOn: true,
            timing: recorder,
            mutedIn: planned,
          } as const,
        ]
      : []),
    ...roles.flatMap((role): Route[] => {
      const receiver = escalationTo(role);
      const usual = { goesOn: true, timing: escalation, mutedIn: planned } as const;
      const takes = oneOf("escalation", role);
      // Nobody is called at night about what was not to be told at night.
      if (quiet.length === 0 || silent.length === 0) return [{ receiver, takes: [takes], ...usual }];
      return [
        { receiver, takes: [takes, oneOf("severity", ...silent)], ...usual, mutedIn: [...planned, ...quiet] },
        { receiver, takes: [takes, noneOf("severity", ...silent)], ...usual },
      ];
    }),
    ...(notifications.sms && platformDown.length > 0
      ? [
          {
            receiver: "sms",
            takes: [oneOf("severity", "critical"), oneOf("alertname", ...platformDown)],
            goesOn: true,
            timing: sms,
            mutedIn: planned,
          } as const,
        ]
      : []),
    ...(outages.length > 0
      ? [
          {
            receiver: "critical",
            takes: [oneOf("severity", "critical"), oneOf("alertname", ...outages)],
            timing: outage,
            mutedIn: planned,
          } as const,
        ]
      : []),
    ...severities.flatMap((severity) => {
      const usual = { mutedIn: [...planned, ...(channels[severity].quiet ? quiet : [])] };
      const lone = namesOf(alerts, severity, ({ loneEvent }) => loneEvent === true);
      return [
        ...(lone.length > 0
          ? [
              {
                ...usual,
                receiver: severity,
                takes: [oneOf("severity", severity), oneOf("alertname", ...lone)],
                timing: { ...channels[severity], groupWait: loneEvent.groupWait },
              },
            ]
          : []),
        ...repeatedSlowly(alerts, severity).map(([repeatInterval, names]) => ({
          ...usual,
          receiver: severity,
          takes: [oneOf("severity", severity), oneOf("alertname", ...names)],
          timing: { ...channels[severity], repeatInterval },
        })),
        { ...usual, receiver: severity, takes: [oneOf("severity", severity)], timing: channels[severity] },
      ];
    }),
  ];
}

/** The names of the alerts that have a level of this severity, and of which something is true. */
const namesOf = (alerts: Environment["alerts"], severity: Severity, is: (alert: Alert) => boolean): string[] =>
  alerts
    .filter(({ alert, levels }) => is(alert) && levels.some((level) => level.severity === severity))
    .map(({ alert }) => alert.name);

/** The alerts of a severity that nobody here can end soon, by how often they are repeated. */
function repeatedSlowly(alerts: Environment["alerts"], severity: Severity): [Duration, string[]][] {
  return (["4h", "24h"] as const).flatMap((repeat): [Duration, string[]][] => {
    const names = namesOf(alerts, severity, ({ repeats }) => repeats === repeat);
    return names.length > 0 ? [[repeat, names]] : [];
  });
}

/** The routes that an alert with these labels takes. */
export function routesTaken(routes: readonly Route[], labels: Labels): Route[] {
  const taking = routes.filter(({ takes }) => matches(labels, takes));
  const last = taking.findIndex(({ goesOn }) => goesOn !== true);
  return last === -1 ? taking : taking.slice(0, last + 1);
}
