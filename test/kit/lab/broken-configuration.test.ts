import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { breakableConfiguration } from "../../../kit/lab/broken-configuration.ts";
import { parseYaml } from "../../../kit/yaml.ts";
import { served } from "../../served.ts";

it("breaks the file, mends it again, and has it read either time", async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "broken-")), "prometheus.yml");
  const sound = "scrape_configs: []\n";
  writeFileSync(file, sound);
  const asked: string[] = [];
  const url = await served((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.statusCode = 500;
    response.end();
  });
  const configuration = breakableConfiguration(file, url);
  await configuration.breakIt(true);
  expect(() => parseYaml(readFileSync(file, "utf8"))).toThrow();
  await configuration.breakIt(false);
  expect(readFileSync(file, "utf8")).toBe(sound);
  expect(asked).toEqual(["POST /-/reload", "POST /-/reload"]);
});
