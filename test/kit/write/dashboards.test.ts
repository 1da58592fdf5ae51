import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../../config/load.ts";
import { dashboards as declaredDashboards } from "../../../dashboards/catalogue.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { gaugeRatio } from "../../../kit/kinds/gauge-ratio.ts";
import { alert } from "../../../kit/model/alert.ts";
import { dashboard, row } from "../../../kit/model/dashboard.ts";
import type { Environment } from "../../../kit/model/environment.ts";
import { figure, graph } from "../../../kit/model/panel.ts";
import { signal } from "../../../kit/model/signal.ts";
import { columns, dashboardFiles } from "../../../kit/write/dashboards.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { benevoclic } from "../../../platform.ts";
import { declaring, metrics, productionWith, sound, text, use } from "../declared.ts";

const grid = z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
const panelSchema = z.looseObject({
  id: z.int(),
  type: z.string(),
  title: z.string().min(1),
  gridPos: grid,
  targets: z.array(z.looseObject({ expr: z.string(), datasource: z.unknown() })).default([]),
  options: z.looseObject({ legend: z.looseObject({ showLegend: z.boolean() }).optional() }).default({}),
});
const dashboardSchema = z.looseObject({ uid: z.string(), title: z.string(), panels: z.array(panelSchema) });
type Json = z.infer<typeof dashboardSchema>;

const read = (environment: Environment): Map<string, Json> =>
  new Map(dashboardFiles(environment).map(([file, json]) => [file, dashboardSchema.parse(JSON.parse(json))]));

const other = signal(
  "instance:t_other:ratio",
  gaugeRatio({ free: metrics.free, of: metrics.size, per: ["instance"], title: text, about: text }),
);
const full = alert("HostFull", sound);
const trial = (rows: Parameters<typeof dashboard>[1]["rows"], variant: Partial<typeof sound> = {}) =>
  environmentOf(
    declaring({
      signals: new Map([["host", [use, other]]]),
      alerts: new Map([["host", [alert("HostFull", { ...sound, ...variant })]]]),
      dashboards: [dashboard("host", { title: text, about: text, readers: text, since: "6h", rows })],
    }),
    productionWith({}),
  );
const json = (environment: Environment) => [...read(environment).values()][0] as Json;
const panels = (environment: Environment) => json(environment).panels.filter(({ type }) => type !== "row");

describe.each(["production", "staging", "development", "local"])("in %s", (name) => {
  const environment = environmentOf(benevoclic, loadConfig(name));
  const all = read(environment);

  it("every line fills the 24 columns, without overlap and without a gap", () => {
    for (const [file, { panels }] of all) {
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, cell) => `${y + Math.floor(cell / w)}/${x + (cell % w)}`),
      );
      const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
      expect(new Set(cells).size, file).toBe(cells.length);
      expect(cells.length, file).toBe(columns * height);
    }
  });

  it("panel ids are unique and none is 0, rows included", () => {
    for (const [file, { panels }] of all) {
      const ids = panels.map(({ id }) => id);
      expect(new Set(ids).size, file).toBe(ids.length);
      expect(Math.min(...ids), file).toBeGreaterThan(0);
    }
  });

  it("an alert's link leads to a panel of the dashboard that it names", () => {
    const rules = [...filesOf(environment)].filter(([file]) => file.startsWith("prometheus/rules/"));
    const links = rules.flatMap(([, rule]) => [...rule.matchAll(/\/d\/([\w-]+)\?viewPanel=(\d+)/g)]);
    expect(links.length).toBeGreaterThan(10);
    for (const [link, uid, id] of links) {
      const ids = all.get(`${uid}.json`)?.panels.map((panel) => panel.id);
      expect(ids, link).toContain(Number(id));
    }
  });

  it("nothing of it is what Grafana hides, ignores or asks about", () => {
    for (const [file, text] of dashboardFiles(environment)) {
      expect(text, file).not.toContain("inControlsMenu");
      expect(text, file).not.toContain("__inputs");
      expect(text, file).not.toContain("$DS_");
      const { panels, uid, title } = dashboardSchema.parse(JSON.parse(text));
      expect(`${uid}.json`).toBe(file);
      expect(title).toMatch(/^Benevoclic · ./);
      for (const { type, targets, options, title } of panels) {
        if (["timeseries", "state-timeline"].includes(type)) expect(options.legend?.showLegend, title).toBeDefined();
        for (const { datasource } of targets) expect(datasource).toEqual({ type: "prometheus", uid: `\${datasource}` });
      }
    }
  });

  it("is written the same every time, keys in order", () => {
    const again = new Map(dashboardFiles(environmentOf(benevoclic, loadConfig(name))));
    const inOrder = (value: unknown): boolean => {
      if (Array.isArray(value)) return value.every(inOrder);
      if (typeof value !== "object" || value === null) return true;
      const keys = Object.keys(value);
      return String(keys) === String([...keys].sort()) && Object.values(value).every(inOrder);
    };
    for (const [file, text] of dashboardFiles(environment)) {
      expect(again.get(file)).toBe(text);
      expect(inOrder(JSON.parse(text)), file).toBe(true);
    }
  });
});

it("uids never change: people have bookmarked them", () => {
  expect(declaredDashboards.map(({ name }) => `benevoclic-${name}`)).toEqual(
    expect.arrayContaining(["benevoclic-overview", "benevoclic-api", "benevoclic-web", "benevoclic-host"]),
  );
});

it("a tile of the overview leads to the dashboard that says more, an alert of its list to the anomaly's page", () => {
  const all = read(environmentOf(benevoclic, loadConfig("production")));
  const overview = JSON.stringify(all.get("benevoclic-overview.json")?.panels);
  const tiles = [...overview.matchAll(/"url":"\/d\/benevoclic-([a-z]+)\?/g)].map(([, name]) => name);
  expect(tiles).toEqual(["business", "api", "api", "host", "host", "host", "objectives", "objectives"]);
  // Of the alert's title and of its record.
  expect(overview.split(`"https://monitoring.benevoclic.fr/anomalies/\${__data.fields[\\"Fiche\\"]}"`)).toHaveLength(3);
});

describe("a change shows as itself", () => {
  const before = panels(trial([row(text, [use])]));

  it("a panel keeps its id and its content when another is put before it", () => {
    const after = panels(trial([row(text, [figure(other)], [use])]));
    const { gridPos: _, ...kept } = after.find(({ id }) => id === before[0]?.id) ?? {};
    const { gridPos: __, ...was } = before[0] ?? {};
    expect(kept).toEqual(was);
  });

  it("another limit changes the panels of its signal alone", () => {
    const after = panels(trial([row(text, [use])], { levels: { warning: { above: 0.7, for: "5m" } } }));
    const changed = after.filter(
      (panel) => JSON.stringify(panel) !== JSON.stringify(before.find(({ id }) => id === panel.id)),
    );
    expect(changed.map(({ id }) => id)).toEqual([before[0]?.id]);
    expect(before.length).toBe(2);
  });
});

describe("what nobody placed", () => {
  it("stands in a last row, so that an alert's link leads somewhere", () => {
    const { panels: shown } = json(trial([row(text, [figure(use)])]));
    const last = shown.findLastIndex(({ type }) => type === "row");
    expect(shown[last]?.title).toBe("Et aussi");
    expect(shown.slice(last + 1).map(({ id }) => id)).toHaveLength(2);
  });

  it("gets a dashboard, when its domain has none", () => {
    const environment = environmentOf(
      declaring({
        signals: new Map([["host", [use]]]),
        alerts: new Map([["host", [full]]]),
        dashboards: declaredDashboards.filter(({ name }) => name === "monitoring"),
      }),
      productionWith({}),
    );
    expect([...read(environment).keys()]).toContain("benevoclic-host.json");
  });
});

describe("a graph", () => {
  const steps = z.object({
    thresholds: z.object({ steps: z.array(z.object({ value: z.number().nullable(), color: z.string() })) }),
  });
  const stepsOf = (environment: Environment) => {
    const [panel] = panels(environment);
    const { defaults } = z.looseObject({ defaults: steps }).parse(panel?.fieldConfig);
    return defaults.thresholds.steps;
  };

  it("draws the limits of the alerts on its signal, in the colours of their severities", () => {
    const levels = { warning: { above: 0.8, for: "5m" }, critical: { above: 0.9, for: "1m" } } as const;
    expect(stepsOf(trial([row(text, [use])], { levels } as unknown as Partial<typeof sound>))).toEqual([
      { value: null, color: "transparent" },
      { value: 0.8, color: "orange" },
      { value: 0.9, color: "red" },
    ]);
  });

  it("colours what is below a limit, where being below is bad", () => {
    const levels = { warning: { below: 0.3, for: "5m" } };
    expect(stepsOf(trial([row(text, [use])], { levels } as unknown as Partial<typeof sound>))).toEqual([
      { value: null, color: "orange" },
      { value: 0.3, color: "transparent" },
    ]);
  });

  it("says what it means, who is told when, and what to do first", () => {
    const [panel] = panels(trial([row(text, [use])]));
    expect(panel?.description).toMatch(
      /^Essai\n\n\[HostFull\]\(.*HostFull\.md\) : avertissement .*80 % .*5 min\. À faire d'abord : Essai\./,
    );
  });

  it("shows the worst value of each step, of the chosen host", () => {
    const [panel] = panels(trial([row(text, [use])]));
    expect(panel?.targets[0]?.expr).toBe(
      'max_over_time(instance:t_use:ratio{instance="$instance"}[$__rate_interval]) > -Inf',
    );
  });

  it("compares with the past, selector by selector", () => {
    const [panel] = panels(trial([row(text, [graph(other, { against: "7d" })])]));
    expect(panel?.targets[1]?.expr).toBe(
      '(1 - max by (instance) (t_free_bytes{instance="$instance",job="node"} offset 7d) / max by (instance) (t_size_bytes{instance="$instance",job="node"} offset 7d)) > -Inf',
    );
  });
});

describe("refuses", () => {
  const refused = (dashboards: readonly ReturnType<typeof dashboard>[]) => () =>
    environmentOf(
      declaring({
        signals: new Map([["host", [use]]]),
        alerts: new Map(),
        dashboards,
      }),
      productionWith({}),
    );
  const definition = { title: text, about: text, readers: text, since: "6h", rows: [] } as const;

  it("a uid that Grafana cannot take", () => {
    expect(refused([dashboard("a".repeat(40), definition)])).toThrow(/no uid/);
  });
  it("a panel twice", () => {
    expect(refused([dashboard("host", { ...definition, rows: [row(text, [use, use])] })])).toThrow(/twice/);
  });
  it("a missing translation", () => {
    expect(refused([dashboard("host", { ...definition, readers: { fr: "Nous", en: "" } })])).toThrow(
      /has no readers in "en"/,
    );
  });
  it("signals of different units in one graph", () => {
    const counted = { ...other, unit: { ...other.unit, name: "count" } };
    expect(
      refused([dashboard("host", { ...definition, rows: [row(text, [graph(use, { beside: [counted] })])] })]),
    ).toThrow(/another unit/);
  });
  it("an undeclared metric in what only a dashboard shows", () => {
    const wrong = signal("t:wrong:sum", { ...other, expr: { parts: ["sum by (instance) (t_fre_bytes)"] } });
    expect(refused([dashboard("host", { ...definition, rows: [row(text, [wrong])] })])).toThrow(/t_fre_bytes/);
  });
});

it("marks only what the environment measures", () => {
  const marks = (name: string) => {
    const [[, json] = ["", "{}"]] = dashboardFiles(environmentOf(benevoclic, loadConfig(name)));
    const { annotations } = z
      .object({ annotations: z.object({ list: z.array(z.looseObject({ name: z.string() })) }) })
      .parse(JSON.parse(json));
    return annotations.list.map((mark) => mark.name);
  };
  expect(marks("production")).toContain("Anomalies");
  expect(marks("development")).not.toContain("Anomalies");
  expect(marks("development")).toContain("L'API démarre");
});
