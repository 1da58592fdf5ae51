import type { Way } from "../read/telling.ts";
import type { Alerting, Found } from "./alerts.ts";
import { matchingOf } from "./matching.ts";
import { without } from "./pairs.ts";

/** Who is told of the alerts that both versions have, when, and what silences them. */
export function compareTelling(before: Alerting, after: Alerting): Found[] {
  return matchingOf(before.rules.alerts, after.rules.alerts).kept.flatMap(({ before: was, after: is }) => {
    const [ways, newWays] = [before.telling.ways(was.labels), after.telling.ways(is.labels)];
    const silenced = after.telling.silencedBy(is.labels);
    const wasSilenced = before.telling.silencedBy(was.labels);
    return [
      ...channels(ways, newWays),
      ...commonWays(ways, newWays),
      ...without(silenced, wasSilenced).map(
        (source): Difference => ({
          class: "woken",
          what: `silenced while ${source} fires`,
          consequence: "Nobody is told of it as long as that one fires.",
        }),
      ),
      ...without(wasSilenced, silenced).map(
        (source): Difference => ({
          class: "woken",
          what: `no longer silenced while ${source} fires`,
          consequence: "It is told beside that one: one message more in the same night.",
        }),
      ),
    ].map((found) => ({ ...found, area: "telling" as const, subject: is.key, severities: [is.severity] }));
  });
}

type Difference = Pick<Found, "class" | "what" | "consequence">;

function channels(before: readonly Way[], after: readonly Way[]): Difference[] {
  const names = (ways: readonly Way[]) => ways.map(({ channel }) => channel);
  const left = [...new Set(names(after))].join(", ") || "nobody";
  return [
    ...without(names(before), names(after)).map(
      (channel): Difference => ({
        class: "weakens",
        what: `${channel} is no longer told`,
        consequence: `Whoever relies on it learns nothing of this; still told: ${left}.`,
      }),
    ),
    ...without(names(after), names(before)).map(
      (channel): Difference => ({
        class: "woken",
        what: `${channel} is told as well`,
        consequence: "Somebody new is told, or told once more.",
      }),
    ),
  ];
}

function commonWays(before: readonly Way[], after: readonly Way[]): Difference[] {
  const common = [...new Set(after.map(({ channel }) => channel))].filter((channel) =>
    before.some((way) => way.channel === channel),
  );
  return common.flatMap((channel) => {
    const texts = (ways: readonly Way[], of: "hours" | "timing") =>
      [...new Set(ways.filter((way) => way.channel === channel).map((way) => way[of]))].sort().join("; ");
    const [hours, newHours] = [texts(before, "hours"), texts(after, "hours")];
    const [timing, newTiming] = [texts(before, "timing"), texts(after, "timing")];
    const found: Difference[] = [];
    if (hours !== newHours)
      found.push({
        class: hours === "" ? "weakens" : "woken",
        what: `${channel}: ${hours || "at any hour"} → ${newHours || "at any hour"}`,
        consequence:
          newHours === "" ? "It is told at night as well." : "Outside these hours it waits, or is told elsewhere only.",
      });
    if (timing !== newTiming)
      found.push({
        class: "woken",
        what: `${channel}: ${timing} → ${newTiming}`,
        consequence: "The first message, the changes or the repetitions come at other times.",
      });
    return found;
  });
}
