import { duration, spanSeconds } from "../../model/durations.ts";
import { remediesPath } from "../../write/remedies.ts";
import { type Repair, remediesIn, type Tried } from "../read/remedies.ts";
import type { Files } from "../version.ts";
import type { Alerting, Found } from "./alerts.ts";
import { matchingOf } from "./matching.ts";
import { pairs, same, without } from "./pairs.ts";

type Difference = Pick<Found, "what" | "consequence"> & Partial<Pick<Found, "class">>;

/** What is done without a person, and what is only said: which steps, how often, in which order, and when not. */
export function compareRemedies(files: { before: Files; after: Files }, was: Alerting, is: Alerting): Found[] {
  if (files.before.get(remediesPath) === files.after.get(remediesPath) && sameRules(files)) return [];
  const [before, after] = [remediesIn(files.before), remediesIn(files.after)];
  if (before === undefined || after === undefined)
    return [
      {
        ...{ class: "heals", area: "remedies", subject: remediesPath, what: "changed" },
        consequence: "This command cannot read one of its versions: read the file's own difference.",
      },
    ];
  const newNames = new Map(
    matchingOf(was.rules.alerts, is.rules.alerts).kept.map((pair) => [pair.before.name, pair.after.name]),
  );
  const named = (name: string) => newNames.get(name) ?? name;
  const renamed = new Map(
    [...before].map(([name, repair]) => [named(name), { ...repair, unless: repair.unless.map(named) }]),
  );
  const { removed, added, kept } = pairs(renamed, after);
  const none = { steps: [], unless: [] };
  return [
    ...removed.flatMap((repair) => differences(repair, { ...repair, ...none })),
    ...added.flatMap((repair) => differences({ ...repair, ...none }, repair)),
    ...kept.flatMap((pair) => [...differences(pair.before, pair.after), ...conditions(pair.before, pair.after)]),
  ];
}

/** When what is to be repaired is due stands in its rule. */
const sameRules = ({ before, after }: { before: Files; after: Files }) =>
  before.get("prometheus/rules/remedies.yml") === after.get("prometheus/rules/remedies.yml");

const found = ({ alert, level }: Repair, difference: Difference): Found => ({
  ...{ class: "heals" as const, area: "remedies" as const, subject: alert, severities: [level] },
  ...difference,
});

const nameOf = ({ action, target }: Tried) => `${action} ${target}`;

/** Several of the same action and target are told apart by the occurrences that they are for. */
const keyed = (steps: readonly Tried[]) =>
  new Map(steps.map((step) => [[nameOf(step), ...(twice(steps, step) ? [which(step)] : [])].join(" "), step]));
const twice = (steps: readonly Tried[], step: Tried) => steps.filter((one) => nameOf(one) === nameOf(step)).length > 1;
const which = ({ only }: Tried) =>
  Object.entries(only)
    .map(([label, value]) => `${label}="${value}"`)
    .join(", ");

function differences(was: Repair, is: Repair): Found[] {
  const [steps, newSteps] = [keyed(was.steps), keyed(is.steps)];
  const { removed, added, kept } = pairs(steps, newSteps);
  const [stayed, stays] = [[...steps.keys()], [...newSteps.keys()]].map((names) =>
    names.filter((name) => steps.has(name) && newSteps.has(name)),
  );
  return [
    ...removed.map((step) =>
      found(was, {
        what: `${nameOf(step)} is no longer tried`,
        consequence: step.acts ? "What it repaired waits for a person." : "It was only said: nothing else is done.",
      }),
    ),
    ...added.map((step) =>
      found(is, {
        what: `${nameOf(step)} is tried ${bounds(step)}`,
        consequence: step.acts
          ? "It is done without a person, before anybody is told."
          : "It is only said here: `remediation.act` in config/ does not name it.",
      }),
    ),
    ...(same(stayed, stays)
      ? []
      : [
          found(is, {
            what: `order ${stayed?.join(", ")} → ${stays?.join(", ")}`,
            consequence: "Each is tried only when those before it have not helped.",
          }),
        ]),
    ...kept.flatMap(({ before, after }) => changes(before, after).map((difference) => found(is, difference))),
  ];
}

function conditions(was: Repair, is: Repair): Found[] {
  const later = spanSeconds(is.after) > spanSeconds(was.after);
  return [
    ...without(is.unless, was.unless).map((cause) => ({
      what: `not tried while ${cause} fires`,
      consequence: "It waits as long as that one fires, or is about to.",
    })),
    ...without(was.unless, is.unless).map((cause) => ({
      what: `tried although ${cause} fires`,
      consequence: "Something is done to it while the fault may lie there.",
    })),
    ...(was.level === is.level
      ? []
      : [
          { what: `tried at ${was.level} → ${is.level}`, consequence: "It begins at another limit, and another time." },
        ]),
    ...(was.after === is.after
      ? []
      : [
          {
            what: `tried after ${was.after} → ${is.after}`,
            consequence: later
              ? "It heals later; what is over by then is left alone."
              : "It heals sooner; less is over by itself before.",
          },
        ]),
  ].map((difference) => found(is, difference));
}

const span = (seconds: number | undefined) => (seconds === undefined ? "any time" : duration(seconds));
const often = ({ atMost, per }: Tried) => `at most ${atMost} in ${span(per)}`;
const whom = (step: Tried) => `for ${which(step) || "every occurrence"}`;

function bounds(step: Tried): string {
  const { whenDeployedWithin: within } = step;
  return [
    often(step),
    ...(which(step) === "" ? [] : [`only for ${which(step)}`]),
    ...(within === undefined ? [] : [`only within ${span(within)} of a change of version`]),
  ].join(", ");
}

/** What may differ of a step, as it is told, and what follows from it. */
const properties: readonly {
  readonly of: readonly (keyof Tried & string)[];
  readonly say: (step: Tried) => string;
  readonly consequence: string | ((is: Tried) => string);
  readonly class?: Found["class"];
}[] = [
  {
    of: ["acts"],
    say: ({ acts }) => (acts ? "done" : "only said"),
    consequence: ({ acts }) =>
      acts ? "It is done without a person from now on." : "Nothing is done any more: people do it.",
  },
  {
    of: ["atMost", "per"],
    say: often,
    consequence: "Beyond that, a person must look.",
  },
  { of: ["perDay"], say: ({ perDay }) => `${perDay} a day`, consequence: "Beyond that, a person must look." },
  {
    of: ["coolDown"],
    say: ({ coolDown }) => `${span(coolDown)} apart`,
    consequence: "The target has another time to itself between two actions.",
  },
  {
    of: ["startsWithin"],
    say: ({ startsWithin }) => `${span(startsWithin)} to start`,
    consequence: "What was just started is left alone for another time.",
  },
  {
    of: ["shownWithin"],
    say: ({ shownWithin }) => `a cure shows within ${span(shownWithin)}`,
    consequence: "It is given up, or the next step tried, at another time.",
  },
  { of: ["only"], say: whom, consequence: "It is tried for other occurrences of the alert." },
  {
    of: ["whenDeployedWithin"],
    say: ({ whenDeployedWithin: within }) =>
      within === undefined ? "at any time" : `only within ${span(within)} of a change of version`,
    consequence: "It is tried at other times.",
  },
  {
    of: ["said"],
    say: ({ said }) => `called "${said}"`,
    consequence: "Messages and records name it otherwise.",
    class: "harmless",
  },
];
const known = new Set<string>(["action", "target", ...properties.flatMap(({ of }) => of)]);

function changes(was: Tried, is: Tried): Difference[] {
  const others = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !known.has(key));
  return [
    ...properties
      .filter(({ of }) => of.some((key) => !same(was[key], is[key])))
      .map(({ say, consequence, class: grave }) => ({
        what: `${nameOf(is)}: ${say(was)} → ${say(is)}`,
        consequence: typeof consequence === "string" ? consequence : consequence(is),
        ...(grave && { class: grave }),
      })),
    ...others
      .filter((key) => !same(was[key], is[key]))
      .map((key) => ({
        what: `${nameOf(is)}: ${key} ${JSON.stringify(was[key])} → ${JSON.stringify(is[key])}`,
        consequence: `This command does not know what it means: read ${remediesPath}.`,
      })),
  ];
}
