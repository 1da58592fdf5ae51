import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { hostPrograms } from "../../../alerts/programs.ts";
import { loadConfig } from "../../../config/load.ts";
import { hostOf } from "../../../stacks/operations/host.ts";
import { programCheck } from "../../../stacks/preflight/programs.ts";
import { temporaryDirectory } from "../synthesized.ts";

afterEach(() => vi.unstubAllEnvs());

/** What is found on a host that has all programs of next steps but these. */
async function foundWithout(...missing: readonly string[]) {
  const bin = temporaryDirectory();
  symlinkSync("/bin/sh", path.join(bin, "sh"));
  for (const name of Object.values(hostPrograms).flat())
    if (name !== "sh" && !missing.includes(name)) writeFileSync(path.join(bin, name), "#!/bin/sh\n", { mode: 0o755 });
  vi.stubEnv("PATH", bin);
  const host = hostOf("unix:///x");
  return programCheck({ config: loadConfig("production"), host, services: [], containers: new Map() });
}

it("a program that next steps call and the host has not is told, with its package", async () => {
  expect(await foundWithout()).toEqual({});
  const { notices } = await foundWithout("mongosh", "dig", "npx");
  expect(notices).toEqual([
    {
      where: "alerts/programs.ts",
      what: "the next steps of alerts call dig, mongosh, npx, which the host has not",
      remedy: "install bind9-dnsutils, mongosh, nodejs there",
    },
  ]);
});
