import { spanSeconds } from "../../model/durations.ts";
import { readsOfText } from "../../model/reads-of-text.ts";
import { remedyDue } from "../../model/routing.ts";
import { type Change, onlyReplayTells } from "../change.ts";
import { type Crossing, crossingOf, oneLine } from "../read/expression.ts";
import type { Notifications } from "../read/notifications.ts";
import type { AlertRule, Rules } from "../read/rules.ts";
import { affectedBy } from "./affected.ts";
import { type Continued, matchingOf } from "./matching.ts";
import { pairs, same, without } from "./pairs.ts";

/** A difference before it is known where it was found. */
export type Found = Omit<Change, "environment">;

/** A version of an environment's rules, and who is told of them. */
export interface Alerting {
  readonly rules: Rules;
  readonly notifications: Notifications;
}

/** What changed in the alerts themselves: which there are, when they fire, how they are filed and what they say. */
export function compareAlerts(before: Alerting, after: Alerting): Found[] {
  const { removed, added, kept } = matchingOf(before.rules.alerts, after.rules.alerts);
  // Told by the alert that it goes before, and by what is tried then: compareRemedies.
  const told = ({ name }: AlertRule) => name !== remedyDue.alertname;
  return [
    ...removed.filter(told).map((rule) => removal(rule, before.notifications)),
    ...added.filter(told).map((rule) => addition(rule, after.notifications)),
    ...kept.filter((pair) => told(pair.after)).flatMap(continuation),
    ...compareRecordings(before.rules, after.rules),
  ];
}

const subjectOf = ({ key, severity }: AlertRule) => ({ area: "alerts" as const, subject: key, severities: [severity] });

function removal(rule: AlertRule, { ways }: Notifications): Found {
  const told = channelsOf(ways(rule.labels));
  return {
    ...subjectOf(rule),
    what: "removed",
    ...(told === ""
      ? { class: "woken", consequence: "It told nobody, but may have silenced others: they are told now." }
      : { class: "weakens", consequence: `Nobody is told of this any more; until now: ${told}.` }),
  };
}

function addition(rule: AlertRule, { ways }: Notifications): Found {
  const told = channelsOf(ways(rule.labels));
  return {
    ...subjectOf(rule),
    class: "woken",
    what: `added: ${oneLine(rule.expression)}${spanSeconds(rule.for) > 0 ? ` for ${rule.for}` : ""}`,
    consequence: told === "" ? "It tells nobody, but may silence others." : `Told from now on: ${told}.`,
  };
}

const channelsOf = (ways: readonly { readonly channel: string }[]) =>
  [...new Set(ways.map(({ channel }) => channel))].join(", ");

function continuation({ before, after }: Continued): Found[] {
  return [
    ...names(before, after),
    ...expressions(before, after),
    ...waits(before, after),
    ...filing(before, after),
    ...messages(before, after),
  ].map((found) => ({ ...found, severities: [...new Set([before.severity, after.severity])] }));
}

function names(before: AlertRule, after: AlertRule): Found[] {
  const found: Found[] = [];
  if (before.name !== after.name)
    found.push({
      ...subjectOf(after),
      class: "harmless",
      what: `renamed, was ${before.name}`,
      consequence: "Silences, links and past records that name it keep the old name and no longer match.",
    });
  if (before.severity !== after.severity)
    found.push({
      ...subjectOf(after),
      class: "woken",
      what: `severity ${before.severity} → ${after.severity}`,
      consequence: "It takes the routes of its new severity: other people are told, in other time.",
    });
  return found;
}

function expressions(before: AlertRule, after: AlertRule): Found[] {
  if (oneLine(before.expression) === oneLine(after.expression)) return [];
  const [was, is] = [crossingOf(before.expression), crossingOf(after.expression)];
  if (was === undefined || is === undefined || was.value !== is.value || was.direction !== is.direction)
    return [otherExpression(before, after)];
  return [...limits(was, is), ...conditions(was, is)].map((found) => ({ ...subjectOf(after), ...found }));
}

function otherExpression(before: AlertRule, after: AlertRule): Found {
  const [followed, follows] = [followedBy(before), followedBy(after)];
  if (followed.length > 0 && follows.length > 0 && !same(followed, follows))
    return {
      ...subjectOf(after),
      class: "woken",
      what: [
        ...without(follows, followed).map((name) => `follows ${name}`),
        ...without(followed, follows).map((name) => `no longer follows ${name}`),
      ].join(", "),
      consequence: "It fires when those alerts do, and silences or sums up accordingly.",
    };
  return {
    ...subjectOf(after),
    class: "woken",
    what: `expression ${oneLine(before.expression)} → ${oneLine(after.expression)}`,
    consequence: `It fires at other moments; ${onlyReplayTells}.`,
  };
}

/** The alerts whose firing an expression reads. */
const followedBy = ({ expression }: AlertRule): string[] =>
  readsOfText(expression).names?.has("ALERTS")
    ? [...expression.matchAll(/alertname=~?"([^"]*)"/g)].flatMap(([, names = ""]) => names.split("|"))
    : [];

type Difference = Pick<Change, "class" | "what" | "consequence">;

function limits(was: Crossing, is: Crossing): Difference[] {
  if (was.limit === is.limit && was.operator === is.operator) return [];
  const what = `limit ${was.operator} ${was.limit} → ${is.operator} ${is.limit}`;
  const stricter = is.direction === "above" ? is.limit > was.limit : is.limit < was.limit;
  const equalOnly = was.limit === is.limit;
  if (stricter || (equalOnly && is.operator.length < was.operator.length)) {
    const consequence = equalOnly
      ? `Exactly ${is.limit} is no longer told.`
      : `It fires later or not at all: values from ${was.limit} to ${is.limit} are no longer told.`;
    return [{ class: "weakens", what, consequence }];
  }
  const consequence = equalOnly
    ? `Exactly ${is.limit} is told now.`
    : `It fires earlier and more often: values from ${is.limit} to ${was.limit} are told now.`;
  return [{ class: "woken", what, consequence }];
}

function conditions(was: Crossing, is: Crossing): Difference[] {
  return [
    ...without(is.conditions, was.conditions).map(
      (condition): Difference => ({
        class: "weakens",
        what: `fires only ${condition}`,
        consequence: "It stays silent where this does not hold.",
      }),
    ),
    ...without(was.conditions, is.conditions).map(
      (condition): Difference => ({
        class: "woken",
        what: `no longer asks ${condition}`,
        consequence: "It fires where this kept it silent.",
      }),
    ),
  ];
}

function waits(before: AlertRule, after: AlertRule): Found[] {
  const found: Found[] = [];
  const [was, is] = [spanSeconds(before.for), spanSeconds(after.for)];
  if (was !== is)
    found.push({
      ...subjectOf(after),
      class: is > was ? "weakens" : "woken",
      what: `for ${before.for} → ${after.for}`,
      consequence:
        is > was
          ? `It is told ${is - was} s later, and what lasts less than ${after.for} not at all.`
          : `It is told ${was - is} s earlier, and what lasts from ${after.for} to ${before.for} as well.`,
    });
  const [kept, keeps] = [spanSeconds(before.keepFiringFor), spanSeconds(after.keepFiringFor)];
  if (kept !== keeps)
    found.push({
      ...subjectOf(after),
      class: keeps > kept ? "harmless" : "woken",
      what: `keep_firing_for ${before.keepFiringFor} → ${after.keepFiringFor}`,
      consequence:
        keeps > kept
          ? "Its end is told later, and a short pause no longer makes two alarms of one."
          : "Its end is told earlier, and a short pause makes two alarms of one.",
    });
  if (before.interval !== after.interval)
    found.push({
      ...subjectOf(after),
      class: after.interval > before.interval ? "weakens" : "harmless",
      what: `evaluated every ${before.interval} s → ${after.interval} s`,
      consequence:
        after.interval > before.interval
          ? `It is told up to ${after.interval - before.interval} s later.`
          : `It is told up to ${before.interval - after.interval} s earlier.`,
    });
  return found;
}

function filing(before: AlertRule, after: AlertRule): Found[] {
  const labels = new Set([...Object.keys(before.labels), ...Object.keys(after.labels)]);
  return [...labels]
    .filter((label) => !["alertname", "severity"].includes(label) && before.labels[label] !== after.labels[label])
    .map((label) => ({
      ...subjectOf(after),
      class: "harmless",
      what: `${label} ${before.labels[label] ?? "none"} → ${after.labels[label] ?? "none"}`,
      consequence: "Messages, records and reports file it elsewhere.",
    }));
}

/** Annotations that follow from something else, which is told itself. */
const derived = new Set(["limit", "symptoms", "graph_url"]);

function messages(before: AlertRule, after: AlertRule): Found[] {
  const all = new Set([...Object.keys(before.annotations), ...Object.keys(after.annotations)]);
  const changed = [...all].filter((one) => !derived.has(one) && before.annotations[one] !== after.annotations[one]);
  const lost = changed.filter((one) => after.annotations[one] === undefined);
  if (changed.length === 0) return [];
  return [
    {
      ...subjectOf(after),
      area: "messages",
      class: "harmless",
      what: `${changed.join(", ")} ${changed.length === 1 ? "reads" : "read"} differently`,
      consequence:
        lost.length > 0
          ? `The message no longer has ${lost.join(", ")}: whoever is woken knows less.`
          : "The message that wakes people has other words.",
    },
  ];
}

/** A recorded series is no alert, but what reads it may fire at other moments. */
function compareRecordings(before: Rules, after: Rules): Found[] {
  const { removed, added, kept } = pairs(before.recordings, after.recordings);
  const named = (name: string) => ({ area: "recordings" as const, subject: name });
  return [
    ...removed.map(({ name }): Found => {
      const consequence = "What reads it by name, such as a panel of somebody's own, stays empty from now on.";
      return { ...named(name), class: "harmless", what: "no longer recorded", consequence };
    }),
    ...added.map(({ name }): Found => {
      const consequence = "Prometheus keeps one series more for each thing it describes.";
      return { ...named(name), class: "harmless", what: "recorded from now on", consequence };
    }),
    ...kept
      .filter(({ before: was, after: is }) => !same(oneLine(was.expression), oneLine(is.expression)))
      .map(({ before: was, after: is }): Found => {
        const affected = affectedBy(is.name, after);
        return {
          ...named(is.name),
          class: affected.length > 0 ? "woken" : "harmless",
          severities: [...new Set(affected.map(({ severity }) => severity))],
          what: `records ${oneLine(was.expression)} → ${oneLine(is.expression)}`,
          consequence:
            affected.length > 0
              ? `Read by ${affected.map(({ key }) => key).join(", ")}: they fire at other moments; ${onlyReplayTells}.`
              : "No alert reads it; panels show other values.",
        };
      }),
  ];
}
