import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { onPath } from "../../../kit/lab/parts/programs.ts";
import { hostOf } from "../../../stacks/operations/host.ts";
import { newAlerts } from "../../../stacks/operations/new-alerts.ts";

const patience = { timeout: 60_000, interval: 200 };

/** Alerts that fire as soon as they are loaded. */
const rules = (...firing: readonly (readonly [string, string])[]) => `groups:
  - name: alerts
    interval: 1s
    rules:
${firing.map(([alert, severity]) => `      - { alert: ${alert}, expr: vector(1), labels: { severity: ${severity} } }`).join("\n")}
`;

it.skipIf(onPath(["wget"]).length === 0)(
  "tells what began to fire, and only what is serious (skipped without wget)",
  async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "new-alerts-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    writeFileSync(path.join(directory, "rules.yml"), rules(["Old", "critical"]));
    writeFileSync(path.join(directory, "prometheus.yml"), "rule_files: [rules.yml]\n");
    const { prometheus } = await obtainParts({ names: ["prometheus"] });
    const { port, child } = await startOnFreePort((free) =>
      startChild({
        name: "prometheus",
        command: prometheus.command,
        args: [
          `--config.file=${path.join(directory, "prometheus.yml")}`,
          `--storage.tsdb.path=${path.join(directory, "data")}`,
          "--web.enable-lifecycle",
          `--web.listen-address=127.0.0.1:${free}`,
        ],
        logFile: path.join(directory, "log"),
        ready: () => answers(`http://127.0.0.1:${free}/-/ready`),
      }),
    );
    onTestFinished(() => child.stop());
    // An engine's client that runs what it is given here, against the Prometheus that is here.
    const client = `#!/bin/sh\nwhile [ "$1" != wget ]; do shift; done\nfor url; do :; done\nexec wget -q -O - "$(printf %s "$url" | sed s/:9090/:${port}/)"\n`;
    writeFileSync(path.join(directory, "docker"), client);
    chmodSync(path.join(directory, "docker"), 0o755);
    vi.stubEnv("PATH", `${directory}:${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());

    const host = hostOf("unix:///nowhere/docker.sock");
    const told = async (since: number) => (await newAlerts(host, "staging", since)).sort();
    // As seen from before the beginning, even the old one is new.
    await vi.waitFor(async () => expect(await told(0)).toEqual(["Old"]), patience);
    const since = Date.now() / 1000;
    const present = [
      ["Old", "critical"],
      ["HostDown", "critical"],
      ["Mild", "warning"],
      ["ApiErrorsBurning", "warning"],
    ] as const;
    writeFileSync(path.join(directory, "rules.yml"), rules(...present));
    await fetch(`http://127.0.0.1:${port}/-/reload`, { method: "POST" });
    await vi.waitFor(async () => expect(await told(since)).toEqual(["ApiErrorsBurning", "HostDown"]), patience);
    expect(await told(0)).toEqual(["ApiErrorsBurning", "HostDown", "Old"]);
  },
);
