import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import { type Alert, componentOf } from "../../alerts/model/alert.ts";
import { signalsByDomain } from "../../signals/catalogue.ts";
import type { Text } from "../../signals/model/text.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const alerts = [...alertsByDomain.values()].flat();

/** The modules of a folder that export something that `is` one of what the catalogue should hold. */
async function modulesWith(folder: string, is: (value: unknown) => boolean): Promise<string[]> {
  const files = readdirSync(path.join(repository, folder)).filter((file) => file.endsWith(".ts"));
  const holding = files.map(async (file) => {
    const exported: unknown[] = Object.values(await import(path.join(repository, folder, file)));
    return exported.some(is) ? [path.basename(file, ".ts")] : [];
  });
  return (await Promise.all(holding)).flat().sort();
}
const declaredAt = (value: unknown) => typeof value === "object" && value !== null && "place" in value;

it("every file that declares signals or alerts is in its catalogue", async () => {
  const signalFiles = await modulesWith(
    "signals",
    (value) => declaredAt(value) && Object.hasOwn(value as object, "expr"),
  );
  const alertFiles = await modulesWith(
    "alerts",
    (value) => declaredAt(value) && Object.hasOwn(value as object, "levels"),
  );
  expect([...signalsByDomain.keys()].sort()).toEqual(signalFiles);
  expect([...alertsByDomain].flatMap(([domain, list]) => (list.length > 0 ? domain : [])).sort()).toEqual(alertFiles);
  expect(alertFiles).not.toEqual([]);
});

it.each(alerts)("$name is told in two languages that differ", ({ on, summary, impact, next }: Alert) => {
  const texts: Text[] = [on.title, on.about, summary, impact, ...next.map(({ text }) => text)];
  for (const { fr, en } of texts) expect(fr).not.toBe(en);
});

it("the first word of a name says the component", () => {
  const named = (name: Alert["name"]) => componentOf({ ...(alerts[0] as Alert), name });
  expect(named("ProcessCrashLooping")).toBe("processes");
  expect(named("Watchdog")).toBe("monitoring");
  expect(() => named("Nothing" as Alert["name"])).toThrow('"Nothing" begins with none of Host, Api');
});

it("only the sign of life always fires", () => {
  expect(alerts.filter(({ alwaysFiring }) => alwaysFiring).map(({ name }) => name)).toEqual(["Watchdog"]);
});
