import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { fetchAs, loggedIn } from "../../../kit/model/login.ts";
import { webConfigFile } from "../../../kit/write/web-config.ts";
import { hostOf } from "../../../stacks/operations/host.ts";
import { newAlerts } from "../../../stacks/operations/new-alerts.ts";
import { writeNc } from "../image-tools.ts";

const patience = { timeout: 60_000, interval: 200 };

/** Alerts that fire as soon as they are loaded. */
const rules = (...firing: readonly (readonly [string, string])[]) => `groups:
  - name: alerts
    interval: 1s
    rules:
${firing.map(([alert, severity]) => `      - { alert: ${alert}, expr: vector(1), labels: { severity: ${severity} } }`).join("\n")}
`;

it("tells what began to fire, and only what is serious, to who knows the password", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "new-alerts-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(path.join(directory, "rules.yml"), rules(["Old", "critical"]));
  writeFileSync(path.join(directory, "prometheus.yml"), "rule_files: [rules.yml]\n");
  writeFileSync(path.join(directory, "web.yml"), webConfigFile("of the test"));
  writeFileSync(path.join(directory, "password"), "of the test\n");
  writeNc(directory);
  const { prometheus } = await obtainParts({ names: ["prometheus"] });
  const { port, child } = await startOnFreePort((free) =>
    startChild({
      name: "prometheus",
      command: prometheus.command,
      args: [
        `--config.file=${path.join(directory, "prometheus.yml")}`,
        `--storage.tsdb.path=${path.join(directory, "data")}`,
        "--web.enable-lifecycle",
        `--web.config.file=${path.join(directory, "web.yml")}`,
        `--web.listen-address=127.0.0.1:${free}`,
      ],
      logFile: path.join(directory, "log"),
      ready: () => answers(loggedIn(`http://127.0.0.1:${free}/-/ready`, "of the test")),
    }),
  );
  onTestFinished(() => child.stop());
  // An engine's client that runs what it is given here, against the Prometheus that is here.
  const here = `s# 9090 # ${port} #; s#/run/secrets/prometheus/prometheus-password#${directory}/password#`;
  const client = `#!/bin/sh\nfor command; do :; done\nexec sh -c "$(printf %s "$command" | sed '${here}')"\n`;
  writeFileSync(path.join(directory, "docker"), client);
  chmodSync(path.join(directory, "docker"), 0o755);
  vi.stubEnv("PATH", `${directory}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());

  const host = hostOf("unix:///nowhere/docker.sock");
  const told = async (since: number) => (await newAlerts(host, loadConfig("staging"), since)).sort();
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
  await fetchAs(loggedIn(`http://127.0.0.1:${port}/-/reload`, "of the test"), { method: "POST" });
  await vi.waitFor(async () => expect(await told(since)).toEqual(["ApiErrorsBurning", "HostDown"]), patience);
  expect(await told(0)).toEqual(["ApiErrorsBurning", "HostDown", "Old"]);
});
