import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import { components } from "../../alerts/components.ts";
import { type Alert, componentOf } from "../../kit/model/alert.ts";
import type { Text } from "../../kit/model/text.ts";
import { signalsByDomain } from "../../signals/catalogue.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const alerts = [...alertsByDomain.values()].flat();

/** The names of what the modules of a folder export with a place and this key: its declarations. */
async function declaredIn(folder: string, key: "expr" | "levels"): Promise<string[]> {
  const files = readdirSync(path.join(repository, folder)).filter((file) => file.endsWith(".ts"));
  const modules = await Promise.all(files.map((file) => import(path.join(repository, folder, file))));
  const exported: unknown[] = modules.flatMap((module: object) => Object.values(module));
  const declared = exported.filter(
    (value): value is { name: string } =>
      typeof value === "object" && value !== null && "place" in value && Object.hasOwn(value, key),
  );
  return declared.map(({ name }) => name).sort();
}

it("everything that is declared is in its catalogue", async () => {
  const names = (catalogue: ReadonlyMap<string, readonly { readonly name: string }[]>) =>
    [...catalogue.values()].flatMap((list) => list.map(({ name }) => name)).sort();
  expect(names(signalsByDomain)).toEqual(await declaredIn("signals", "expr"));
  expect(names(alertsByDomain)).toEqual(await declaredIn("alerts", "levels"));
  expect(alerts.length).toBeGreaterThan(50);
});

it.each(alerts)("$name is told in two languages that differ", ({ on, summary, impact, next }: Alert) => {
  const texts: Text[] = [on.title, on.about, summary, impact, ...next.map(({ text }) => text)];
  for (const { fr, en } of texts) expect(fr).not.toBe(en);
});

it("the first word of a name says the component", () => {
  const named = (name: Alert["name"]) => componentOf(components, { name });
  expect(named("ProcessCrashLooping")).toBe("processes");
  expect(named("Watchdog")).toBe("monitoring");
  expect(() => named("Nothing")).toThrow('"Nothing" begins with none of Host, Api');
});

it("only the sign of life always fires", () => {
  expect(alerts.filter(({ alwaysFiring }) => alwaysFiring).map(({ name }) => name)).toEqual(["Watchdog"]);
});
