import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { dashboardFiles } from "../../../kit/write/dashboards.ts";
import { benevoclic } from "../../../platform.ts";

const repository = path.resolve(import.meta.dirname, "../../..");

/**
 * The SDK's types are Grafana's own schema of dashboards, panel options and queries; here they judge the committed JSON,
 * in which the values of their enumerations are plain text. https://github.com/grafana/grafana-foundation-sdk
 */
const types = `
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import type * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import type * as stat from "@grafana/grafana-foundation-sdk/stat";
import type * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import type * as table from "@grafana/grafana-foundation-sdk/table";
import type * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
type Plain<T> = T extends string ? \`\${T}\` : T extends number ? number : T extends (...of: never[]) => unknown ? never
  : T extends object ? { [Key in keyof T as T[Key] extends (...of: never[]) => unknown ? never : Key]: Plain<T[Key]> } : T;
type Query = Plain<Omit<prometheus.Dataquery, "_implementsDataqueryVariant" | "_dataqueryVariant">>;
`;

/** TypeScript in which every dashboard is a literal: unknown keys and wrong values are errors. */
function judged(name: string): string {
  const lines = [types];
  dashboardFiles(environmentOf(benevoclic, loadConfig(name))).forEach(([, json], at) => {
    const dashboard = JSON.parse(json);
    const panels = dashboard.panels.filter(({ type }: { type: string }) => type !== "row");
    // Rows, and panels without what belongs to their kind; that follows below.
    const frame = dashboard.panels.map(
      ({ targets: _, options: __, fieldConfig: ___, ...panel }: Record<string, unknown>) => panel,
    );
    lines.push(`export const d${at}: Plain<Dashboard> = ${JSON.stringify({ ...dashboard, panels: frame })};`);
    for (const { id, type, options, fieldConfig, targets } of panels) {
      const kind = type.replace("-", "");
      lines.push(`export const o${at}_${id}: Partial<Plain<${kind}.Options>> = ${JSON.stringify(options)};`);
      if (fieldConfig.defaults.custom)
        lines.push(
          `export const f${at}_${id}: Partial<Plain<${kind}.FieldConfig>> = ${JSON.stringify(fieldConfig.defaults.custom)};`,
        );
      lines.push(`export const q${at}_${id}: Query[] = ${JSON.stringify(targets)};`);
    }
  });
  return lines.join("\n");
}

function compile(source: string): string {
  const parent = path.join(repository, ".cache");
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(path.join(parent, "schema-"));
  try {
    writeFileSync(path.join(directory, "dashboards.ts"), source);
    const options = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "--types",
      "",
    ];
    const { stdout } = spawnSync(
      path.join(repository, "node_modules/.bin/tsc"),
      [...options, "--ignoreConfig", path.join(directory, "dashboards.ts")],
      { cwd: repository, encoding: "utf8" },
    );
    return stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

it.each(["production", "local"])("the dashboards of %s are what the SDK's schema says", (name) => {
  expect(compile(judged(name))).toBe("");
});

it("an unknown key, or a value that Grafana does not know, would be found", () => {
  const source = judged("local");
  expect(compile(source.replace('"showLegend":', '"showLegends":'))).toContain("showLegends");
  expect(compile(source.replace('"mode":"multi"', '"mode":"many"'))).toContain("many");
});
