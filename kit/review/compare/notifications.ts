import { aftermath } from "../../model/routing.ts";
import type { Way } from "../read/notifications.ts";
import type { Alerting, Found } from "./alerts.ts";
import { matchingOf } from "./matching.ts";
import { without } from "./pairs.ts";

/** Who is told of the alerts that both versions have, when, and what silences them. */
export function compareNotifications(before: Alerting, after: Alerting): Found[] {
  const { kept } = matchingOf(before.rules.alerts, after.rules.alerts);
  const newNames = new Map(kept.map((pair) => [pair.before.name, pair.after.name]));
  // What is left of a cause follows from the cause: it is told once.
  const causes = (sources: readonly string[]) => sources.filter((source) => !source.startsWith(aftermath.alertname));
  return kept.flatMap(({ before: was, after: is }) => {
    const [ways, newWays] = [before.notifications.ways(was.labels), after.notifications.ways(is.labels)];
    const silenced = causes(after.notifications.silencedBy(is.labels));
    const wasSilenced = causes(before.notifications.silencedBy(was.labels)).map((source) => renamed(source, newNames));
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
    ].map((found) => ({ ...found, area: "notifications" as const, subject: is.key, severities: [is.severity] }));
  });
}

type Difference = Pick<Found, "class" | "what" | "consequence">;

/** A source under the name that its alert has now. */
function renamed(source: string, names: ReadonlyMap<string, string>): string {
  return source.replace(/^\w+/, (name) => names.get(name) ?? name);
}

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
    const timings = (ways: readonly Way[]) =>
      [...new Set(ways.filter((way) => way.channel === channel).map((way) => way.timing))].sort().join("; ");
    const [hours, newHours] = [hoursOf(before, channel), hoursOf(after, channel)];
    const [timing, newTiming] = [timings(before), timings(after)];
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
        what: `${channel}: ${onlyIn(timing, newTiming)} → ${onlyIn(newTiming, timing)}`,
        consequence: "The first message, the changes or the repetitions come at other times.",
      });
    return found;
  });
}

/** When a channel is told at all: where one of its ways knows no hours, at any. */
export function hoursOf(ways: readonly Way[], channel: string): string {
  const all = new Set(ways.filter((way) => way.channel === channel).map(({ hours }) => hours));
  return all.has("") ? "" : [...all].sort().join(", or ");
}

/** The parts of one timing that the other has not. */
function onlyIn(timing: string, other: string): string {
  const parts = (text: string) => text.split(/, (?=after|changes|repeated)|; /);
  return without(parts(timing), parts(other)).join(", ");
}
