import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { partNames } from "../../../../kit/lab/parts/catalogue.ts";
import { startChild } from "../../../../kit/lab/parts/children.ts";
import { answers } from "../../../../kit/lab/parts/http.ts";
import { obtainParts, type Parts } from "../../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../../kit/lab/parts/ports.ts";
import { isAtLeast } from "../../../../kit/lab/parts/programs.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await obtainParts({ progress: (line) => console.log(line) });
}, 600_000);

it("promtool is 3.5 or newer", () => {
  const said = execFileSync(parts.promtool.command, ["--version"], { encoding: "utf8" });
  const version = /version (\S+)/.exec(said)?.[1] ?? "";
  expect(isAtLeast(version, "3.5")).toBe(true);
  expect(version).toContain(parts.promtool.version);
});

it("all are there", () => {
  expect(Object.keys(parts).sort()).toEqual([...partNames].sort());
});

it("Alertmanager starts with a configuration that uses its own and our templates, and amtool accepts it", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "alertmanager-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const configuration = path.join(directory, "alertmanager.yml");
  writeFileSync(path.join(directory, "ours.tmpl"), '{{ define "ours" }}{{ template "__subject" . }}{{ end }}');
  writeFileSync(
    configuration,
    `templates: ["*.tmpl"]
route: { receiver: mail }
receivers:
  - name: mail
    email_configs: [{ to: a@example.org, from: b@example.org, smarthost: "127.0.0.1:25", html: '{{ template "ours" . }}' }]
`,
  );
  const { command, cwd } = parts.alertmanager;
  const { port, child } = await startOnFreePort((candidate) =>
    startChild({
      name: "alertmanager",
      command,
      args: [
        `--config.file=${configuration}`,
        `--storage.path=${directory}`,
        `--web.listen-address=127.0.0.1:${candidate}`,
        "--cluster.listen-address=",
      ],
      ...(cwd && { cwd }),
      logFile: path.join(directory, "log"),
      ready: () => answers(`http://127.0.0.1:${candidate}/-/ready`),
    }),
  );
  onTestFinished(() => child.stop());
  expect(await answers(`http://127.0.0.1:${port}/-/ready`)).toBe(true);
  const accepted = execFileSync(parts.amtool.command, ["check-config", configuration], {
    encoding: "utf8",
    ...(parts.amtool.cwd && { cwd: parts.amtool.cwd }),
  });
  expect(accepted).toContain("1 templates");
});
