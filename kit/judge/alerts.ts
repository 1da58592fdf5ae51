import { type Alert, componentOf } from "../model/alert.ts";
import type { Environment, EnvironmentAlert } from "../model/environment.ts";
import type { Mistake } from "../model/mistakes.ts";
import { signalsIn } from "../model/promql.ts";
import { heartbeat } from "../model/routing.ts";
import type { Signal } from "../model/signal.ts";
import { missingTranslations, type Text } from "../model/text.ts";
import { isAddress, placeholdersIn } from "../write/placeholders.ts";
import { eyesOf, proves } from "./eyes.ts";
import { notExportedRemedy, notScraped } from "./signals.ts";

/** Everything that is wrong in the alerts of an environment. */
export function alertMistakes(environment: Environment): Mistake[] {
  const seen = new Set<string>();
  const exported = new Set([...environment.signals.values()].flat());
  return environment.alerts.flatMap((declared) => {
    const twice = seen.has(declared.alert.name);
    seen.add(declared.alert.name);
    return [...mistakesIn(declared, environment, twice), ...notExported(declared.alert, exported)];
  });
}

function mistakesIn({ alert, levels }: EnvironmentAlert, environment: Environment, twice: boolean): Mistake[] {
  const mistakes: Mistake[] = [];
  const wrong = (what: string, remedy: string) =>
    mistakes.push({ where: String(alert.place), what: `${alert.name} ${what}`, remedy });

  if (twice) wrong("is declared twice", "rename one of them");
  const words = Object.keys(environment.platform.components);
  const wellNamed = new RegExp(`^(${heartbeat.alertname}|(${words.join("|")})[A-Z][A-Za-z0-9]+)$`);
  if (!wellNamed.test(alert.name))
    wrong("is not named <Component><What is wrong> in CamelCase", `begin with one of ${words.join(", ")}`);

  if (levels.length === 0) wrong("has no level", "add a critical, warning or info level with a limit");
  for (const [higher, lower] of pairs(levels)) {
    const ordered = higher.direction === "above" ? higher.limit > lower.limit : higher.limit < lower.limit;
    if (higher.direction !== lower.direction || !ordered)
      wrong(
        `has a ${higher.severity} limit (${higher.limit}) that is not beyond its ${lower.severity} limit (${lower.limit})`,
        `move the limits apart, here or in ${environment.config.at(["alerts", alert.name])}`,
      );
  }

  // What is bad while it is there has a bad title: "Unexpected content again" would not be good news.
  if (alert.on.unit.name === "bool" && levels.some(({ direction }) => direction === "above") && !alert.alwaysFiring)
    if (alert.wellAgain === undefined)
      wrong(
        "does not say what is well again when it has ended",
        'write wellAgain: "The page shows what it should again"',
      );

  if (alert.next.length === 0) wrong("says nothing about what to do next", "add a step: a command, a link or a person");
  if (alert.examples.fires.length === 0) wrong("has no example on which it fires", "add one to examples.fires");
  if (alert.examples.silent.length === 0 && alert.alwaysFiring !== true)
    wrong("has no example on which it stays silent", "add one to examples.silent");
  for (const example of [...alert.examples.fires, ...alert.examples.silent]) {
    if ("values" in example && alert.on.produce === undefined && alert.on.per.length > 0)
      wrong(
        `has the example "${example.name}", but ${alert.on.name} cannot make series from values`,
        "use given(…) with series, or give the signal a `produce`",
      );
  }

  const allowed = ["value", "limit", ...alert.on.per];
  const texts: [string, Text, readonly string[]][] = [
    ["title", alert.title, []],
    ["summary", alert.summary, allowed],
    ["impact", alert.impact, alert.on.per],
    ...(alert.wellAgain ? [["wellAgain", alert.wellAgain, alert.on.per] as [string, Text, readonly string[]]] : []),
    ...alert.next.map((step, index): [string, Text, readonly string[]] => [`next[${index}]`, step.text, alert.on.per]),
  ];
  for (const [key, text, placeholders] of texts) {
    for (const locale of missingTranslations(text)) wrong(`has no ${key} in "${locale}"`, `write ${key}.${locale}`);
    for (const unknown of placeholdersIn(text).filter((name) => !placeholders.includes(name)))
      wrong(
        `names {{${unknown}}} in its ${key}, which it does not have`,
        `use one of ${placeholders.join(", ") || "none"}`,
      );
  }
  for (const step of alert.next) {
    if (step.kind === "command" && step.command.trim() === "")
      wrong("has a next step without a command", "write the command");
    const written = step.kind === "command" ? step.command : step.kind === "link" ? step.url : "";
    for (const unknown of placeholdersIn(written).filter((name) => !alert.on.per.includes(name) && !isAddress(name)))
      wrong(
        `names {{${unknown}}} in "${written}", which it does not have`,
        `use one of ${alert.on.per.join(", ") || "none"}`,
      );
  }

  if (alert.onlyWhile !== undefined) {
    const { problems, labels, jobs } = environment.analyse(alert.onlyWhile.expr);
    for (const [what, remedy] of notScraped(jobs, environment)) wrong(`onlyWhile ${what}`, remedy);
    for (const problem of problems)
      wrong(`onlyWhile ${problem}`, "mend the condition, or declare what it names in signals/metrics/");
    for (const label of labels ?? []) {
      if (problems.length === 0 && !alert.on.per.includes(label))
        wrong(
          `is guarded by a condition with the label "${label}", which ${alert.on.name} does not have`,
          "aggregate the label away",
        );
    }
  }
  mistakes.push(...causeMistakes(alert, environment));
  if (alert.takesPlatformDown && alert.levels.critical === undefined)
    wrong("takes the platform down, but has no critical level", "declare one, or leave takesPlatformDown out");
  const { recorder, components } = environment.platform;
  if (alert.escalation !== undefined && componentOf(components, alert) !== recorder?.component)
    wrong(
      `escalates to ${alert.escalation}, but is no alert of component ${recorder?.component}`,
      "only who keeps records knows that nobody acted",
    );
  if (explains(alert, alert)) wrong("is a cause of itself, through its causes", "remove one of the causes");
  return mistakes;
}

/** A cause must name what it silences: where it is of more things than its symptom, any of them would silence it. */
function causeMistakes(symptom: Alert, environment: Environment): Mistake[] {
  const { name, place, on, causes = [] } = symptom;
  return causes.flatMap((declared) => {
    const { alert: cause, explains: labels, only, any } = declared;
    const at = (what: string, remedy: string): Mistake => ({ where: String(place), what: `${name} ${what}`, remedy });
    const unknown = Object.keys(labels).filter((label) => !on.per.includes(label));
    const unknownOfCause = Object.keys(only).filter((label) => !cause.on.per.includes(label));
    const open = cause.on.per.filter((label) => label !== "instance" && !on.per.includes(label) && !(label in only));
    const { components } = environment.platform;
    const proven =
      componentOf(components, cause) === componentOf(components, symptom) || proves(declared, symptom, environment);
    return [
      ...(proven
        ? []
        : [
            at(
              `is explained by ${cause.name}, which one eye alone sees (${[...eyesOf(cause, environment)]}), and another one sees the symptom`,
              "a cause silences only what it has been proven to cause: ask for a second eye, or leave it out",
            ),
          ]),
      ...unknown.map((label) =>
        at(
          `says that ${cause.name} explains those with the label "${label}", which it does not have`,
          `use one of ${on.per.join(", ") || "none"}`,
        ),
      ),
      ...unknownOfCause.map((label) =>
        at(
          `says that ${cause.name} with the label "${label}" explains it, which ${cause.name} does not have`,
          `use one of ${cause.on.per.join(", ") || "none"}`,
        ),
      ),
      ...(any ? [] : open).map((label) =>
        at(
          `says that ${cause.name} explains it, which is told for each ${label}: any of them would silence it`,
          `say which one counts: because(…, {}, { ${label}: "…" }); or that any of them does: becauseAny(…)`,
        ),
      ),
    ];
  });
}

function notExported({ name, place, on, onlyWhile }: Alert, exported: ReadonlySet<Signal>): Mistake[] {
  return [on, ...(onlyWhile ? signalsIn(onlyWhile.expr) : [])]
    .filter((signal) => !exported.has(signal))
    .map((signal) => ({
      where: String(place),
      what: `${name} is on ${signal.name} of ${signal.place}, which is not exported`,
      remedy: notExportedRemedy,
    }));
}

function explains(alert: Alert, sought: Alert, seen = new Set<Alert>()): boolean {
  return (alert.causes ?? []).some(({ alert: cause }) => {
    if (cause === sought) return true;
    if (seen.has(cause)) return false;
    seen.add(cause);
    return explains(cause, sought, seen);
  });
}

/** Each level with the next lower one. */
function pairs<Item>(items: readonly Item[]): [Item, Item][] {
  return items.slice(1).flatMap((lower, index) => {
    const higher = items[index];
    return higher === undefined ? [] : [[higher, lower] as [Item, Item]];
  });
}
