import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { containerOf, environments, synthesized } from "./synthesized.ts";

const docs = readFileSync(new URL("../../docs/remediation.md", import.meta.url), "utf8");
const [, table = ""] = docs.split("| place | what | it may |");
const rows = [...table.matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)].map(([, place = "", what = "", may = ""]) => ({
  ...{ place, what, may },
}));
const host = "/run/benevoclic-remedies";
const withHost = synthesized("production", {
  config: (config) => ({ ...config, remediation: { ...config.remediation, host } }),
});

it("its container has the places that the table of powers names, writes to one of them, and no other", () => {
  const { mounts } = containerOf(withHost, "remediation");
  expect(mounts.map(({ target }) => target).sort()).toEqual(rows.map(({ place }) => place).sort());
  const written = mounts.filter(({ read_only }) => !read_only).map(({ target }) => target);
  expect(written).toEqual(rows.filter(({ may }) => may === "write").map(({ place }) => place));
  const ofHost = mounts.filter(({ type }) => type === "bind").map(({ target }) => target);
  expect(ofHost.sort()).toEqual(
    [
      ...rows.filter(({ what }) => what.includes("of the host")).map(({ place }) => place),
      "/run/secrets/remediation",
    ].sort(),
  );
});

it("without remediation.host, nothing reaches the host's list; with it, nobody else does, and nobody an engine", () => {
  for (const environment of environments)
    for (const { mounts } of synthesized(environment).containers.values())
      expect(mounts.filter(({ source }) => source === host || /docker|containerd|podman/.test(source))).toEqual([]);
  const reached = [...withHost.containers].filter(([, { mounts }]) => mounts.some(({ source }) => source === host));
  expect(reached.map(([name]) => name)).toEqual(["remediation"]);
});
