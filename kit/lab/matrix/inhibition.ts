import { z } from "zod";
import { toldToNobody } from "../../model/routing.ts";
import { parseYaml } from "../../yaml.ts";
import type { Episode } from "../recording/asking.ts";
import type { Labels } from "../recording/exposition.ts";

const schema = z.object({
  inhibit_rules: z
    .array(
      z.object({
        source_matchers: z.array(z.string()),
        target_matchers: z.array(z.string()),
        equal: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

/** One rule of Alertmanager: while a source fires, its targets with equal labels are told to nobody. */
export interface Inhibition {
  source(labels: Labels): boolean;
  target(labels: Labels): boolean;
  readonly equal: readonly string[];
}

/** The inhibitions of an Alertmanager's configuration. */
export function inhibitionsOf(alertmanager: string): Inhibition[] {
  return schema.parse(parseYaml(alertmanager)).inhibit_rules.map(({ source_matchers, target_matchers, equal }) => ({
    source: all(source_matchers),
    target: all(target_matchers),
    equal,
  }));
}

/** https://prometheus.io/docs/alerting/latest/configuration/#matcher */
const matcher = /^\s*(\w+)\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*$/;

function all(texts: readonly string[]): (labels: Labels) => boolean {
  const conditions = texts.map((text) => {
    const [, label = "", operator = "", value = ""] = matcher.exec(text) ?? [];
    if (label === "") throw new Error(`alertmanager.yml: "${text}" is not a matcher`);
    const pattern = operator.endsWith("~") ? new RegExp(`^(?:${value})$`) : undefined;
    return (labels: Labels) => {
      const own = labels[label] ?? "";
      return (pattern?.test(own) ?? own === value) === operator.startsWith("=");
    };
  });
  return (labels) => conditions.every((holds) => holds(labels));
}

/** Alertmanager waits so long for the causes of an alert before it tells it. In seconds. */
const atLeast = 15;

/** An episode and the moment from which somebody is told of it. */
export interface Told extends Episode {
  readonly at: number;
}

/** The episodes that somebody is told of, in the order of being told: those that nothing silences long enough to be sent. */
export function toldAmong(episodes: readonly Episode[], inhibitions: readonly Inhibition[]): Told[] {
  return episodes
    .filter(({ labels }) => !toldToNobody.includes(labels.alertname))
    .flatMap((episode) => {
      const silencing = inhibitions
        .filter(({ target }) => target(episode.labels))
        .flatMap(({ source, equal }) =>
          episodes.filter(
            (other) =>
              other !== episode &&
              source(other.labels) &&
              equal.every((label) => (other.labels[label] ?? "") === (episode.labels[label] ?? "")),
          ),
        );
      const at = firstFree(episode, silencing);
      return at === undefined ? [] : [{ ...episode, at }];
    })
    .sort((one, other) => one.at - other.at);
}

/** The first moment of an episode from which none of the others lasts, for long enough. */
function firstFree({ from, to }: Episode, silencing: readonly Episode[]): number | undefined {
  let at = from;
  for (const other of [...silencing].sort((one, two) => one.from - two.from)) {
    if (other.from > at && other.from - at >= atLeast) break;
    at = Math.max(at, other.to);
  }
  return at < to ? at : undefined;
}
