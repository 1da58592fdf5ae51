import { heartbeat } from "../../model/routing.ts";
import type { Notification } from "./alertmanager-replay.ts";
import type { Episode } from "./asking.ts";
import { textOf } from "./exposition.ts";
import type { Scenario } from "./scenario.ts";

/** What rules and their routing made of one fault. */
export interface Verdict {
  readonly scenario: Scenario;
  /** The alert that told of it; none when nobody learned of it. */
  readonly told?: {
    readonly alert: string;
    readonly severity: string;
    readonly component: string | undefined;
    readonly after: number;
  };
  /** Told with the severity and the component that the library demands. */
  readonly right: boolean;
  /** The alert of the first message, when it was another one: the root cause did not come first. */
  readonly toldBefore: string | undefined;
  /** Messages from the fault on, by integration. */
  readonly messages: Readonly<Record<string, number>>;
  /** Of all messages of the recording, those that hold nothing that the fault brought about. */
  readonly falseMessages: number;
  readonly allMessages: number;
  /** Alerts that the fault brought about and that were told beside the one that tells it. */
  readonly companions: readonly string[];
  /** Alerts that the fault brought about and that nobody was told of: inhibited. */
  readonly inhibited: readonly string[];
}

/** @param named whether the library's alert itself must be told; else any alert that never fired before the fault is an answer */
export function verdictOf(
  scenario: Scenario,
  episodes: readonly Episode[],
  notifications: readonly Notification[],
  { named }: { named: boolean },
): Verdict {
  const { from, fault } = scenario;
  const nameOf = ({ labels }: { labels: Readonly<Record<string, string>> }) => labels.alertname ?? "";
  const before = new Set(episodes.filter((episode) => episode.from < from).map(nameOf));
  const brought = episodes.filter((episode) => episode.from >= from && !before.has(nameOf(episode)));
  const broughtNames = new Set(brought.map(nameOf));

  const firsts = notifications
    .filter(({ at }) => at >= from)
    .flatMap(({ at, alerts }) => alerts.filter(({ status }) => status === "firing").map((alert) => ({ ...alert, at })))
    .filter((alert) => broughtNames.has(nameOf(alert)));
  const answers = firsts.filter(
    (alert) => !named || (nameOf(alert) === fault.tells.alert && alert.labels.severity === fault.tells.severity),
  );
  const [answer] = answers;
  const told = answer && {
    alert: nameOf(answer),
    severity: answer.labels.severity ?? "",
    component: answer.labels.component,
    after: answer.at - from,
  };

  const identity = ({
    labels: { environment: _, platform: __, ...labels },
  }: {
    labels: Readonly<Record<string, string>>;
  }) => textOf({ name: "", labels });
  const toldOf = new Set(notifications.flatMap(({ alerts }) => alerts.map(identity)));
  const unique = (names: readonly string[]) => [...new Set(names)].sort();
  const messages: Record<string, number> = {};
  for (const { integration } of notifications.filter(({ at }) => at >= from))
    messages[integration] = (messages[integration] ?? 0) + 1;
  const holdsIt = ({ at, alerts }: Notification) =>
    at >= from && alerts.some((alert) => broughtNames.has(nameOf(alert)));

  return {
    scenario,
    ...(told && { told }),
    right: told !== undefined && told.severity === fault.tells.severity && told.component === fault.tells.component,
    toldBefore:
      firsts[0] !== undefined && told !== undefined && nameOf(firsts[0]) !== told.alert ? nameOf(firsts[0]) : undefined,
    messages,
    falseMessages: notifications.filter((one) => !holdsIt(one)).length,
    allMessages: notifications.length,
    companions: unique(firsts.map(nameOf).filter((name) => name !== told?.alert)),
    inhibited: unique(
      brought.filter((episode) => !toldOf.has(identity(episode))).map((one) => `${nameOf(one)} ${one.labels.severity}`),
    ),
  };
}

/** Without the sign of life, which is no alarm. */
export function alarms(episodes: readonly Episode[]): Episode[] {
  return episodes.filter(({ labels }) => labels.alertname !== heartbeat.alertname);
}

/** The figures of a rule set over all faults and a healthy day. */
export interface Summary {
  readonly faults: number;
  readonly detected: number;
  readonly right: number;
  /** Of the messages during the faults and the day before them, those that told of a fault. */
  readonly precision: number;
  /** Seconds; of the faults that were detected. */
  readonly medianTimeToDetect: number;
  readonly falseAlarmsOnTheHealthyDay: number;
  readonly notificationsOnTheHealthyDay: number;
}

export function summaryOf(
  verdicts: readonly Verdict[],
  day: { episodes: readonly Episode[]; notifications: readonly Notification[] },
): Summary {
  const told = verdicts.flatMap((verdict) => verdict.told ?? []);
  const all = verdicts.reduce((sum, { allMessages }) => sum + allMessages, day.notifications.length);
  const wrong = verdicts.reduce((sum, { falseMessages }) => sum + falseMessages, day.notifications.length);
  const times = told.map(({ after }) => after).sort((one, other) => one - other);
  return {
    faults: verdicts.length,
    detected: told.length,
    right: verdicts.filter(({ right }) => right).length,
    precision: all === 0 ? Number.NaN : (all - wrong) / all,
    medianTimeToDetect: times[Math.floor((times.length - 1) / 2)] ?? Number.NaN,
    falseAlarmsOnTheHealthyDay: day.episodes.length,
    notificationsOnTheHealthyDay: day.notifications.length,
  };
}
