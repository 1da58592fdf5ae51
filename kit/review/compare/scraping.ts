import { z } from "zod";
import { spanSeconds } from "../../model/durations.ts";
import { usualInterval } from "../../model/job.ts";
import { parseYaml } from "../../yaml.ts";
import type { Files } from "../version.ts";
import type { Found } from "./alerts.ts";
import { pairs, same } from "./pairs.ts";

const job = z.looseObject({ job_name: z.string(), scrape_interval: z.string().optional() });
const prometheus = z.looseObject({
  global: z.looseObject({ scrape_interval: z.string().optional() }).default({}),
  scrape_configs: z.array(job).default([]),
});
const blackbox = z.object({ modules: z.record(z.string(), z.unknown()).default({}) });

/** Where the values come from: scrape jobs, probes, and where Prometheus sends alerts. */
export function compareScraping(before: Files, after: Files): Found[] {
  return [
    ...whenChanged(before, after, "prometheus/prometheus.yml", comparePrometheus),
    ...whenChanged(before, after, "blackbox/blackbox.yml", compareProbes),
  ];
}

function whenChanged(
  before: Files,
  after: Files,
  file: string,
  compare: (before: unknown, after: unknown) => Found[],
): Found[] {
  const [was = "{}", is = "{}"] = [before.get(file), after.get(file)];
  return was === is ? [] : compare(parseYaml(was), parseYaml(is));
}

const found = (subject: string, difference: Pick<Found, "class" | "what" | "consequence">): Found => ({
  ...{ area: "scraping", subject },
  ...difference,
});

function comparePrometheus(before: unknown, after: unknown): Found[] {
  const [was, is] = [prometheus.parse(before), prometheus.parse(after)];
  const jobs = (file: typeof was) => new Map(file.scrape_configs.map((one) => [one.job_name, one]));
  const every = (one: z.output<typeof job>, { global }: typeof was) =>
    one.scrape_interval ?? global.scrape_interval ?? usualInterval;
  const { removed, added, kept } = pairs(jobs(was), jobs(is));
  const { scrape_configs: _, ...rest } = was;
  const { scrape_configs: __, ...newRest } = is;
  return [
    ...removed.map(({ job_name }) =>
      found(job_name, {
        class: "weakens",
        what: "no longer scraped",
        consequence: "Its series end: alerts that read them stay silent, whatever happens.",
      }),
    ),
    ...added.map(({ job_name }) =>
      found(job_name, { class: "harmless", what: "scraped from now on", consequence: "There are more values to see." }),
    ),
    ...kept.flatMap((pair): Found[] => {
      const [slow, now] = [every(pair.before, was), every(pair.after, is)];
      const { scrape_interval: ___, ...others } = pair.before;
      const { scrape_interval: ____, ...newOthers } = pair.after;
      const slower = spanSeconds(now) > spanSeconds(slow);
      return [
        ...(slow === now
          ? []
          : [
              found(pair.after.job_name, {
                class: slower ? "weakens" : "harmless",
                what: `scraped every ${slow} → ${now}`,
                consequence: slower
                  ? "What happens between two scrapes is not seen, and everything is told later."
                  : "It is seen sooner, at the price of more samples.",
              }),
            ]),
        ...(same(others, newOthers)
          ? []
          : [
              found(pair.after.job_name, {
                class: "woken",
                what: "its targets, their labels or what is kept of them changed",
                consequence: "The alerts on it watch something else, or the same under other names.",
              }),
            ]),
      ];
    }),
    ...(same(rest, newRest)
      ? []
      : [
          found("Prometheus", {
            class: "woken",
            what: "intervals, labels or the way to Alertmanager changed",
            consequence: "It concerns every alert: read prometheus.yml itself.",
          }),
        ]),
  ];
}

function compareProbes(before: unknown, after: unknown): Found[] {
  const modules = (file: unknown) =>
    new Map(Object.entries(blackbox.parse(file).modules).map(([name, module]) => [name, { name, module }]));
  const { removed, added, kept } = pairs(modules(before), modules(after));
  return [
    ...removed.map(({ name }) =>
      found(`probe ${name}`, {
        class: "weakens",
        what: "removed",
        consequence: "Nothing looks there from outside any more.",
      }),
    ),
    ...added.map(({ name }) =>
      found(`probe ${name}`, {
        class: "harmless",
        what: "added",
        consequence: "One more place is looked at from outside.",
      }),
    ),
    ...kept
      .filter((pair) => !same(pair.before, pair.after))
      .map(({ after: { name } }) =>
        found(`probe ${name}`, {
          class: "woken",
          what: "asks or expects something else",
          consequence: "It fails and succeeds under other conditions, and so do the alerts on it.",
        }),
      ),
  ];
}
