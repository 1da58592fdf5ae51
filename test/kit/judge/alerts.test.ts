import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type Alert, type AlertDefinition, alert, because } from "../../../kit/model/alert.ts";
import { given, justBeyond, steady } from "../../../kit/model/example.ts";
import { promql } from "../../../kit/model/promql.ts";
import { scrape } from "../../../kit/model/scraped.ts";
import { type SignalDefinition, signal } from "../../../kit/model/signal.ts";
import { command, link } from "../../../kit/model/step.ts";
import { bool } from "../../../kit/model/unit.ts";
import { mistakesOf } from "../../config/refused.ts";
import { environmentWith, metrics, placeIn, productionWith, sound, text, use } from "../declared.ts";

const file = fileURLToPath(import.meta.url);
const { title, about, unit, expr, per } = use;
const silentSignal: SignalDefinition = { title, about, unit, expr, per };
const noSeries = signal("instance:t_no_series:ratio", silentSignal);
const badThere = signal("instance:t_bad:bool", { ...silentSignal, unit: bool });
const hidden = signal("instance:t_hidden:ratio", silentSignal);
const lies = given("a made-up series", () => []);
const cause = alert("HostCause", sound);
const guard = (expression: ReturnType<typeof promql>) => ({ expr: expression, produce: () => [] });
const other = { fr: "{{value}} {{host}}", en: "{{value}}" };

const cases: [faulty: Alert, what: string, remedy: string, check: string][] = [
  [
    alert("Hostdisk", sound),
    "is not named <Component><What is wrong>",
    "begin with one of Host, Api, Web",
    "alert-name",
  ],
  [
    alert("HostNoLevel", { ...sound, levels: {} }),
    "has no level",
    "add a critical, warning or info level",
    "alert-level",
  ],
  [
    alert("HostCrossed", {
      ...sound,
      levels: { critical: { above: 0.8, for: "1m" }, warning: { above: 0.9, for: "1m" } },
    }),
    "has a critical limit (0.8) that is not beyond its warning limit (0.9)",
    "move the limits apart, here or in config/production.yaml:",
    "alert-limits-apart",
  ],
  [
    alert("HostEqual", { ...sound, levels: { warning: { below: 1, for: "1m" }, info: { below: 1, for: "1m" } } }),
    "has a warning limit (1) that is not beyond its info limit (1)",
    "move the limits apart",
    "alert-limits-apart",
  ],
  [
    alert("HostOpposed", {
      ...sound,
      levels: { critical: { above: 0.9, for: "1m" }, warning: { below: 0.1, for: "1m" } },
    }),
    "has a critical limit (0.9) that is not beyond its warning limit (0.1)",
    "move the limits apart",
    "alert-limits-apart",
  ],
  [
    alert("HostNoStep", { ...sound, next: [] }),
    "says nothing about what to do next",
    "add a step: a command, a link or a",
    "alert-next-step",
  ],
  [
    alert("HostNoCommand", { ...sound, next: [command(" ", text)] }),
    "a next step without a command",
    "write the command",
    "alert-command",
  ],
  [
    alert("HostLongSteps", { ...sound, next: [command("true", text), command(`echo ${"x".repeat(1000)}`, text)] }),
    "has next steps of 10",
    "shorten a command or a sentence",
    "alert-steps-fit",
  ],
  [
    alert("HostUnexplained", { ...sound, levels: { critical: { above: 0.9, for: "1m" } }, likely: [] }),
    "is critical and names 0 likely causes",
    "what is so, what shows it, what cures it",
    "alert-likely",
  ],
  [
    alert("HostGeneric", { ...sound, next: [command("df -h", { fr: "Analyser le problème", en: "See the disks" })] }),
    'says "Analyser le problème", which helps nobody',
    "name what to look at",
    "alert-generic",
  ],
  [
    alert("HostNeverFires", { ...sound, examples: { ...sound.examples, fires: [] } }),
    "has no example on which it fires",
    "add one to examples.fires",
    "alert-fires",
  ],
  [
    alert("HostNeverSilent", { ...sound, examples: { ...sound.examples, silent: [] } }),
    "has no example on which it stays silent",
    "add one to examples.silent",
    "alert-silent",
  ],
  [
    alert("HostNoSeries", { ...sound, on: noSeries, examples: { fires: [steady(justBeyond)], silent: [lies] } }),
    'has the example "steady just beyond the limit", but instance:t_no_series:ratio cannot make series from values',
    "use given(…) with series, or give the signal a `produce`",
    "alert-example-series",
  ],
  [
    alert("HostBadThere", { ...sound, on: badThere, examples: { fires: [lies], silent: [lies] } }),
    "does not say what is well again when it has ended",
    'write wellAgain: "The page shows what it should again"',
    "alert-well-again",
  ],
  [
    alert("HostMute", { ...sound, summary: { fr: "Plein", en: " " } }),
    'has no summary in "en"',
    "write summary.en",
    "alert-translated",
  ],
  [
    alert("HostPainless", { ...sound, impact: { fr: "", en: "Some" } }),
    'has no impact in "fr"',
    "write impact.fr",
    "alert-translated",
  ],
  [
    alert("HostNameless", { ...sound, title: { fr: "Plein", en: "" } }),
    'has no title in "en"',
    "write title.en",
    "alert-translated",
  ],
  [
    alert("HostTitled", { ...sound, title: { fr: "{{disk}} plein", en: "Full" } }),
    "names {{disk}} in its title",
    "use one of none",
    "alert-placeholder",
  ],
  [
    alert("HostStepless", { ...sound, next: [command("df", text), command("du", { fr: "Voir", en: "" })] }),
    'has no next[1] in "en"',
    "write next[1].en",
    "alert-translated",
  ],
  [
    alert("HostOther", { ...sound, summary: other }),
    "names {{host}} in its summary, which it does not have",
    "use one of value, limit, instance, disk",
    "alert-placeholder",
  ],
  [
    alert("HostImpact", { ...sound, impact: { fr: "{{limit}}", en: "Full" } }),
    "names {{limit}} in its impact",
    "use one of instance, disk",
    "alert-placeholder",
  ],
  [
    alert("HostCommand", { ...sound, next: [command("du {{mountpoint}}", text)] }),
    'names {{mountpoint}} in "du {{mountpoint}}", which it does not have',
    "use one of instance, disk",
    "alert-placeholder",
  ],
  [
    alert("HostLink", { ...sound, next: [link("{{prometheus}}/x?q={{job}}", text)] }),
    'names {{job}} in "{{prometheus}}/x?q={{job}}"',
    "use one of instance, disk",
    "alert-placeholder",
  ],
  [
    alert("HostGuarded", { ...sound, onlyWhile: guard(promql`max by (instance, job) (t_nothing) > 1`) }),
    'onlyWhile names the metric "t_nothing"',
    "mend the condition, or declare what it names",
    "guard-expression",
  ],
  [
    alert("HostGuardedByMore", { ...sound, onlyWhile: guard(promql`max by (instance, job) (${metrics.size}) > 1`) }),
    'is guarded by a condition with the label "job", which instance:t_use:ratio does not have',
    "aggregate the label away",
    "guard-labels",
  ],
  [
    alert("HostGuardedByNothing", {
      ...sound,
      onlyWhile: guard(promql`max by (instance) (${scrape.up.where('job="grafana"')}) > 0`),
    }),
    "onlyWhile needs up, but nothing produces it in production: job grafana is not scraped",
    "add grafana under config/production.yaml:",
    "guard-scraped",
  ],
  [
    alert("HostExplained", { ...sound, causes: [because(cause, { path: "/" })] }),
    'says that HostCause explains those with the label "path", which it does not have',
    "use one of instance, disk",
    "cause-label",
  ],
  [
    alert("HostHidden", { ...sound, on: hidden, examples: { fires: [lies], silent: [lies] } }),
    `is on instance:t_hidden:ratio of ${placeIn(file, "const hidden")}, which is not exported`,
    "export it with the platform's other signals",
    "alert-signal-exported",
  ],
];

it.each(cases)("$name is refused where it stands", (faulty, what, remedy, check) => {
  const mistakes = mistakesOf(() => environmentWith({ signals: [use, noSeries, badThere], alerts: [cause, faulty] }));
  expect(mistakes.length).toBeGreaterThan(0);
  const [mistake] = mistakes;
  expect(mistake?.where).toBe(placeIn(file, `alert("${faulty.name}"`));
  expect(mistake?.what).toMatch(new RegExp(`^${faulty.name} `));
  expect(mistake?.what).toContain(what);
  expect(mistake?.remedy).toContain(remedy);
  // Nothing is said twice, and nothing else is wrong.
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]?.check).toBe(check);
});

it("all mistakes of all alerts arrive at once", () => {
  const alerts = [cause, ...cases.map(([faulty]) => faulty)];
  expect(mistakesOf(() => environmentWith({ signals: [use, noSeries, badThere], alerts }))).toHaveLength(cases.length);
});

it("the definition that the cases spoil has no mistake", () => {
  expect(mistakesOf(() => environmentWith({ alerts: [cause] }))).toEqual([]);
});

it("a name is used once", () => {
  const twin = alert("HostCause", { ...sound, impact: text });
  expect(mistakesOf(() => environmentWith({ alerts: [cause, twin] }))).toEqual([
    {
      where: placeIn(file, "const twin"),
      what: "HostCause is declared twice",
      remedy: "rename one of them",
      check: "alert-once",
    },
  ]);
});

it("two alerts cannot explain each other", () => {
  const causes: AlertDefinition["causes"] & unknown[] = [];
  const first = alert("HostFirst", { ...sound, causes });
  const second = alert("HostSecond", { ...sound, causes: [because(first)] });
  causes.push(because(second));
  const third = alert("HostThird", { ...sound, causes: [because(second)] });
  expect(mistakesOf(() => environmentWith({ alerts: [first, second, third] })).map(({ what }) => what)).toEqual([
    "HostFirst is a cause of itself, through its causes",
    "HostSecond is a cause of itself, through its causes",
  ]);
});

it("an alert that always fires needs no silent example", () => {
  const always = alert("Watchdog", { ...sound, alwaysFiring: true, examples: { fires: [lies], silent: [] } });
  expect(mistakesOf(() => environmentWith({ alerts: [always] }))).toEqual([]);
});

it("an override that crosses the limits is refused with its line", () => {
  const levels: AlertDefinition["levels"] = { critical: { above: 0.9, for: "1m" }, warning: { above: 0.8, for: "1m" } };
  const config = productionWith({ HostBoth: { critical: { limit: 0.7 } } });
  const [mistake] = mistakesOf(() => environmentWith({ alerts: [alert("HostBoth", { ...sound, levels })] }, config));
  expect(mistake?.what).toContain("has a critical limit (0.7) that is not beyond its warning limit (0.8)");
});
