import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { environmentOf } from "../../../kit/environment.ts";
import { checksDocument, judges } from "../../../kit/judge/every.ts";
import { type AlertDefinition, alert, because } from "../../../kit/model/alert.ts";
import { type Dashboard, dashboard, row } from "../../../kit/model/dashboard.ts";
import { describeMistake, Mistakes } from "../../../kit/model/mistakes.ts";
import { graph } from "../../../kit/model/panel.ts";
import { promql } from "../../../kit/model/promql.ts";
import { signal } from "../../../kit/model/signal.ts";
import { ratio } from "../../../kit/model/unit.ts";
import { mistakesOf } from "../../config/refused.ts";
import { declaring, environmentWith, placeIn, productionWith, sound, text, use } from "../declared.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const ids = judges.flatMap(({ checks }) => Object.keys(checks));

it("the id of a check is used once", () => {
  expect([...new Set(ids)]).toEqual(ids);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)+$/.test(id))).toEqual([]);
});

it("docs/checks.md lists them all as they are declared: `npm run generate` writes it", () => {
  expect(readFileSync(path.join(repository, "docs/checks.md"), "utf8")).toBe(checksDocument());
});

it("each check is named where it is made, and by a test", () => {
  const textOf = (directory: string) =>
    readdirSync(path.join(repository, directory), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(path.join(repository, directory, file), "utf8"))
      .join("\n");
  const [code, tests] = [textOf("kit/judge"), textOf("test/kit")];
  // Once with what it asks for, and where it finds something.
  expect(ids.filter((id) => code.split(`"${id}"`).length < 3)).toEqual([]);
  expect(ids.filter((id) => !new RegExp(`["[]${id}\\\\?["\\]]`).test(tests))).toEqual([]);
});

it("a mistake ends with the id of its check", () => {
  const [mistake] = mistakesOf(() => environmentWith({ alerts: [alert("HostFull", { ...sound, next: [] })] }));
  if (mistake === undefined) throw new Error("nothing is refused");
  expect(describeMistake(mistake).split("\n")[0]).toMatch(/what to do next \[alert-next-step\]$/);
});

const wild: readonly [check: string, changes: Partial<AlertDefinition>][] = [
  ["alert-down-critical", { takesPlatformDown: true }],
  ["alert-escalation", { escalation: "cto" }],
];
it.each(wild)("%s", (check, changes) => {
  const found = mistakesOf(() => environmentWith({ alerts: [alert("HostFull", { ...sound, ...changes })] }));
  expect(found.map((one) => one.check)).toEqual([check]);
});

it("cause-circle, signal-every", () => {
  const causes: ReturnType<typeof because>[] = [];
  const first = alert("HostFull", { ...sound, causes });
  causes.push(because(first));
  const slow = signal("instance:t_slow:ratio", { ...use, every: "5m" });
  const found = mistakesOf(() => environmentWith({ alerts: [first], signals: [use, slow] }));
  expect(found.map((one) => one.check).sort()).toEqual(["cause-circle", "signal-every"]);
});

const [title, about, readers, since] = [text, text, text, "6h"] as const;
const rows = [row(title, [graph(use)])];
const odd = { name: "parsecs", short: "pc", decimals: 1 };
const strange = signal("instance:t_strange:ratio", {
  ...{ title, about, per: ["instance"], unit: odd as unknown as typeof ratio },
  expr: promql`max by (instance) (t_free_bytes)`,
});
const other = signal("instance:t_other:ratio", {
  ...{ title, about, per: ["instance"], unit: ratio },
  expr: promql`max by (instance, disk) (t_free_bytes)`,
});
const definition = { title, about, readers, since, rows } as const;
const faulty: readonly [check: string, dashboards: Dashboard[]][] = [
  ["dashboard-name", [dashboard("Not A Name", definition)]],
  ["dashboard-once", [dashboard("host", definition), dashboard("host", definition)]],
  ["dashboard-translated", [dashboard("host", { ...definition, about: { fr: "", en: "About" } })]],
  ["panel-once", [dashboard("host", { ...definition, rows: [row(title, [graph(use), graph(use)])] })]],
  ["panel-unit", [dashboard("host", { ...definition, rows: [row(title, [graph(strange)])] })]],
  ["panel-signal", [dashboard("host", { ...definition, rows: [row(title, [graph(other)])] })]],
];

it.each(faulty)("%s", (check, dashboards) => {
  const declared = declaring({ signals: new Map([["host", [use]]]), alerts: new Map(), dashboards });
  const found = mistakesOf(() => environmentOf(declared, productionWith({})));
  expect(new Set(found.map((one) => one.check))).toEqual(new Set([check]));
  expect(found[0]?.where).toMatch(
    check === "panel-signal" ? placeIn(fileURLToPath(import.meta.url), "const other") : /every\.test\.ts:\d+$/,
  );
});

it("signal-recorded: what several panels draw has a rule of its own, and only then; a panel changes no rule", () => {
  const long = signal("instance:t_long:ratio", { ...use, over: "30m" });
  const shown = (signals: (typeof use)[], ...panels: (typeof use)[]) =>
    declaring({
      signals: new Map([["host", signals]]),
      alerts: new Map(),
      dashboards: panels.map((one, index) =>
        dashboard(`d${index}`, { ...definition, rows: [row(title, [graph(one)])] }),
      ),
    });
  const found = mistakesOf(() => environmentOf(shown([use, long], long, long), productionWith({})));
  expect(found.map((one) => one.check)).toEqual(["signal-recorded"]);
  const recorded = signal("instance:t_recorded:ratio", { ...use, over: "30m", recordingRule: true });
  const environment = environmentOf(shown([use, recorded], use, use, recorded, recorded), productionWith({}));
  expect([...environment.recordingRules]).toEqual([recorded]);
});

it("all of them arrive as one error", () => {
  expect(() => environmentWith({ alerts: [alert("HostFull", { ...sound, next: [], levels: {} })] })).toThrow(Mistakes);
});
