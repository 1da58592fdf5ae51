import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { compareDeployments } from "../../../kit/review/compare/deployment.ts";
import type { Container } from "../../../kit/review/read/deployment.ts";
import { deploymentIn } from "../../../kit/review/read/deployment.ts";
import { synthesized, temporaryDirectory } from "../../stacks/synthesized.ts";

const directory = temporaryDirectory();
const stack = path.join(directory, "stacks/monitoring-production");
mkdirSync(stack, { recursive: true });
writeFileSync(path.join(stack, "cdk.tf.json"), JSON.stringify(synthesized("production").monitoring));
const present = deploymentIn(directory).get("production") ?? new Map<string, Container>();
type Containers = ReadonlyMap<string, Container>;
const prometheus = present.get("benevoclic-production-prometheus") as Container;

const differences = (change: Partial<Container>) =>
  compareDeployments(
    new Map([["production", present]]),
    new Map([["production", new Map(present).set(prometheus.name, { ...prometheus, ...change } as Container)]]),
  ).map(({ class: grave, what }) => `${grave} ${what}`);

it("the real stack holds what is compared", () => {
  expect(prometheus.reference).toMatch(/prometheus\/prometheus:/);
  expect(prometheus.memory).toBeGreaterThan(0);
  expect(prometheus.capabilities.drop).toContain("ALL");
  expect(prometheus.ports.every(({ ip }) => ip === "127.0.0.1")).toBe(true);
  expect(differences({})).toEqual([]);
});

it.each<[Partial<Container>, string]>([
  [{ reference: "prom/prometheus:v9" }, `harmless image ${prometheus.reference} → prom/prometheus:v9`],
  [{ memory: 64 }, `weakens memory limit ${prometheus.memory} MB → 64 MB`],
  [{ memory: 9_999 }, `harmless memory limit ${prometheus.memory} MB → 9999 MB`],
  [{ capabilities: { add: ["NET_RAW"], drop: prometheus.capabilities.drop } }, "weakens capability NET_RAW added"],
  [{ capabilities: { add: prometheus.capabilities.add, drop: [] } }, "weakens capability ALL no longer dropped"],
  [{ user: "root" }, `weakens runs as root, was ${prometheus.user}`],
  [{ read_only: false }, "weakens read_only false"],
  [{ privileged: true }, "weakens privileged true"],
  [{ network_mode: "host" }, "weakens uses the host's network"],
  [{ ports: [{ ip: "0.0.0.0", internal: 9090, external: 9090 }] }, "weakens publishes 0.0.0.0:9090 → 9090"],
  [{ command: [...prometheus.command, "--log.level=debug"] }, "woken is started with --log.level=debug"],
  [{ env: [...prometheus.env, "NEW=another configuration"] }, ""],
])("change %#", (change, found) => {
  if (found === "") expect(differences(change)).toEqual([]);
  else expect(differences(change)).toContain(found);
});

it("a container that is gone weakens, a new one does not", () => {
  const without = new Map([...present].filter(([name]) => name !== prometheus.name));
  const change = (before: Containers, after: Containers) =>
    compareDeployments(new Map([["production", before]]), new Map([["production", after]])).map(
      ({ class: grave, subject, what }) => `${grave} ${subject} ${what}`,
    );
  expect(change(present, without)).toEqual(["weakens benevoclic-prometheus container removed"]);
  expect(change(without, present)).toEqual([`harmless benevoclic-prometheus container added: ${prometheus.reference}`]);
});
