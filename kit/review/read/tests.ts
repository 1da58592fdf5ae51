import { z } from "zod";
import { parseYaml } from "../../yaml.ts";
import type { Files } from "../version.ts";

const schema = z.object({ tests: z.array(z.looseObject({ name: z.string() })) });

/** The rule tests in the given files, by name: `HostDiskFilling critical fires: steady just beyond the limit`. */
export function testsIn(files: Files, among: readonly string[]): Map<string, string> {
  const tests = among.flatMap((file) => schema.parse(parseYaml(files.get(file) ?? "tests: []")).tests);
  return new Map(tests.map((test) => [test.name, JSON.stringify(test)]));
}
