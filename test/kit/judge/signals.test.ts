import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { alert } from "../../../kit/model/alert.ts";
import { promql } from "../../../kit/model/promql.ts";
import { scrape } from "../../../kit/model/scraped.ts";
import { type Signal, type SignalDefinition, signal } from "../../../kit/model/signal.ts";
import { mistakesOf } from "../../config/refused.ts";
import { environmentWith, metrics, placeIn, productionWith, sound, text, use } from "../declared.ts";

const { title, about, unit, expr, per } = use;
const good: SignalDefinition = { title, about, unit, expr, per };
const hidden = signal("instance:t_hidden:ratio", good);
const file = fileURLToPath(import.meta.url);

const cases: [faulty: Signal, what: string, remedy: string, check: string][] = [
  [
    signal("t_badly_named", good),
    "is not named level:metric:operation",
    "rename it, as instance:disk_use:ratio",
    "signal-name",
  ],
  [
    signal("instance:t_use:ratio", good),
    "has the same name as instance:t_use:ratio",
    "rename one of them",
    "signal-once",
  ],
  [
    signal("instance:t_english:x", { ...good, title: { fr: " ", en: "Use" } }),
    'has no title in "fr"',
    "write title.fr",
    "signal-translated",
  ],
  [
    signal("instance:t_french:x", { ...good, about: { fr: "Part", en: "" } }),
    'has no about in "en"',
    "write about.en",
    "signal-translated",
  ],
  [
    signal("instance:t_mistyped:x", { ...good, expr: promql`max by (instance, disk) (t_free_byte)` }),
    'names the metric "t_free_byte", which no part declares; did you mean "t_free_bytes"?',
    "mend the expression, or declare what it names as a metric of a part",
    "signal-expression",
  ],
  [
    signal("instance:t_broken:x", { ...good, expr: promql`max by (instance, disk) (${metrics.free}` }),
    "is not valid PromQL at its end (line 1 of the expression)",
    "mend the expression",
    "signal-expression",
  ],
  [
    signal("instance:t_as_text:x", { ...good, expr: promql`max by (instance, disk) (t_free_bytes{job="node"})` }),
    'names t_free_bytes of the job "node" as text',
    "interpolate the declared metric instead of its name",
    "metrics-by-value",
  ],
  [
    signal("instance:t_claims:x", { ...good, expr: promql`max by (instance) (${metrics.free})` }),
    'says it has the label "disk", but its expression leaves instance',
    "correct `per` or the expression",
    "signal-labels",
  ],
  [
    signal("instance:t_leaves:x", { ...good, expr: promql`max by (instance, disk, job) (${metrics.free})` }),
    'leaves the label "job", which `per` does not name',
    "aggregate it away or add it to `per`",
    "signal-labels",
  ],
  [
    signal("instance:t_collides:x", {
      ...good,
      per: ["instance", "severity"],
      expr: promql`label_replace(max by (instance) (${metrics.free}), "severity", "$1", "instance", "(.*)")`,
    }),
    'carries the label "severity", which alerts overwrite',
    "aggregate the label away, or rename it with label_replace",
    "signal-label-free",
  ],
  [
    signal("instance:t_uses:x", { ...good, expr: promql`1 - ${hidden}` }),
    `uses instance:t_hidden:ratio of ${placeIn(file, "const hidden")}, which is not exported`,
    "export it with the platform's other signals",
    "signal-exported",
  ],
  [
    signal("instance:t_nowhere:x", {
      ...good,
      per: ["instance"],
      expr: promql`min by (instance) (${scrape.up.where('job="nod"')})`,
    }),
    'reads up of the job "nod", which does not exist',
    'did you mean "node"?',
    "signal-scraped",
  ],
  [
    signal("instance:t_unscraped:x", {
      ...good,
      per: ["instance"],
      expr: promql`min by (instance) (${scrape.up.where('job="grafana"')})`,
    }),
    "needs up, but nothing produces it in production: job grafana is not scraped",
    "add grafana under config/production.yaml:",
    "signal-scraped",
  ],
];

it.each(cases)("$name is refused where it stands", (faulty, what, remedy, check) => {
  const mistakes = mistakesOf(() => environmentWith({ signals: [use, faulty] }));
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]?.where).toBe(placeIn(file, `signal("${faulty.name}"`));
  expect(mistakes[0]?.what).toContain(`${faulty.name} ${what}`);
  expect(mistakes[0]?.remedy).toContain(remedy);
  expect(mistakes[0]?.check).toBe(check);
});

it("all mistakes of all signals arrive at once", () => {
  const faulty = cases.map(([one]) => one);
  expect(mistakesOf(() => environmentWith({ signals: [use, ...faulty] }))).toHaveLength(cases.length);
});

const onPm2 = signal("instance:t_pm2:min", {
  ...good,
  per: ["instance"],
  expr: promql`min by (instance) (${scrape.up.where('job="grafana"')})`,
});
const pm2Alert = alert("ProcessDown", { ...sound, on: onPm2, summary: text });

it("a job that is not scraped is no mistake once the alerts on it are disabled, as the remedy says", () => {
  const declared = { signals: [onPm2], alerts: [pm2Alert] };
  expect(mistakesOf(() => environmentWith(declared)).map(({ what }) => what)).toContain(
    "instance:t_pm2:min needs up, but nothing produces it in production: job grafana is not scraped",
  );
  const disabled = productionWith({ ProcessDown: { enabled: false, because: "PM2 is not used here" } });
  expect(mistakesOf(() => environmentWith(declared, disabled))).toEqual([]);
});
