import { componentOf } from "../model/alert.ts";
import { heartbeat } from "../model/routing.ts";
import { judge } from "./judge.ts";

export const alerts = judge(
  {
    "alert-once": "The name of an alert is used once.",
    "alert-name":
      "An alert is named `<Component><What is wrong>`, in CamelCase, after one of the platform's components.",
    "alert-level": "An alert has a level.",
    "alert-limits-apart":
      "The limit of a higher level lies beyond that of a lower one, also with an environment's overrides.",
    "alert-fires": "An alert has an example on which it fires.",
    "alert-silent": "An alert has an example on which it stays silent, unless it always fires.",
    "alert-example-series": "An example in values is of a signal that can make series of them.",
    "alert-down-critical": "What takes the platform down has a critical level.",
    "alert-escalation": "Only alerts of whoever keeps the records escalate: only they know that nobody acted.",
  },
  (wrong, environment) => {
    const { components, recorder } = environment.platform;
    const words = Object.keys(components);
    const wellNamed = new RegExp(`^(${heartbeat.alertname}|(${words.join("|")})[A-Z][A-Za-z0-9]+)$`);
    const seen = new Set<string>();
    for (const { alert, levels } of environment.alerts) {
      const { name, place, on, examples } = alert;
      if (seen.has(name)) wrong("alert-once", place, `${name} is declared twice`, "rename one of them");
      seen.add(name);
      if (!wellNamed.test(name))
        wrong(
          "alert-name",
          place,
          `${name} is not named <Component><What is wrong> in CamelCase`,
          `begin with one of ${words.join(", ")}`,
        );

      if (levels.length === 0)
        wrong("alert-level", place, `${name} has no level`, "add a critical, warning or info level with a limit");
      for (const [higher, lower] of pairs(levels)) {
        const ordered = higher.direction === "above" ? higher.limit > lower.limit : higher.limit < lower.limit;
        if (higher.direction !== lower.direction || !ordered)
          wrong(
            "alert-limits-apart",
            place,
            `${name} has a ${higher.severity} limit (${higher.limit}) that is not beyond its ${lower.severity} limit (${lower.limit})`,
            `move the limits apart, here or in ${environment.config.at(["alerts", name])}`,
          );
      }

      if (examples.fires.length === 0)
        wrong("alert-fires", place, `${name} has no example on which it fires`, "add one to examples.fires");
      if (examples.silent.length === 0 && alert.alwaysFiring !== true)
        wrong("alert-silent", place, `${name} has no example on which it stays silent`, "add one to examples.silent");
      for (const example of [...examples.fires, ...examples.silent])
        if ("values" in example && on.produce === undefined && on.per.length > 0)
          wrong(
            "alert-example-series",
            place,
            `${name} has the example "${example.name}", but ${on.name} cannot make series from values`,
            "use given(…) with series, or give the signal a `produce`",
          );

      if (alert.takesPlatformDown && alert.levels.critical === undefined)
        wrong(
          "alert-down-critical",
          place,
          `${name} takes the platform down, but has no critical level`,
          "declare one, or leave takesPlatformDown out",
        );
      if (alert.escalation !== undefined && componentOf(components, alert) !== recorder?.component)
        wrong(
          "alert-escalation",
          place,
          `${name} escalates to ${alert.escalation}, but is no alert of component ${recorder?.component}`,
          "only who keeps records knows that nobody acted",
        );
    }
  },
);

/** Each level with the next lower one. */
function pairs<Item>(items: readonly Item[]): [Item, Item][] {
  return items.slice(1).flatMap((lower, index) => {
    const higher = items[index];
    return higher === undefined ? [] : [[higher, lower] as [Item, Item]];
  });
}
