import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { placesIn } from "../../config/places.ts";
import { environmentOf } from "../../kit/environment.ts";
import { commandTemplate } from "../../kit/write/placeholders.ts";
import { benevoclic } from "../../platform.ts";
import { nameIn } from "../../stacks/names.ts";

const config = loadConfig("production");
const { alerts } = environmentOf(benevoclic, config);
const places = placesIn(config);

/** Every command of a next step as it is typed in production, a label's value being `value`. */
const commands = [
  ...new Set(
    alerts.flatMap(({ alert }) =>
      alert.next.flatMap((step) =>
        step.kind === "command" ? [commandTemplate(step.command, places).replace(/\{\{.*?\}\}/g, "value")] : [],
      ),
    ),
  ),
];

it("every command is one that a shell can read", () => {
  expect(commands.length).toBeGreaterThan(100);
  const script = commands.map((command, index) => `command_${index}() {\n${command}\n}`).join("\n");
  execFileSync("bash", ["-n"], { input: script });
});

it("PM2 is asked as its user and by its sockets, MongoDB by the environment's address, containers by their names", () => {
  for (const command of commands) {
    expect(command.replaceAll(places.pm2 ?? "", "")).not.toMatch(/\bpm2 (status|logs|re|sh|desc|stop|ping|flush|pid)/);
    expect(command).not.toMatch(/mongosh (?!"\$\(sudo cat \/)/);
    expect(command).not.toMatch(/docker ps -a?qf/);
    expect(command).not.toContain("{{");
  }
});

it("containers have the names with which they are deployed, a job's as well", () => {
  const names = Object.entries(places).filter(([name]) => name.endsWith("_container") && name !== "job_container");
  const deployed = Object.keys(config.deployment.services).map((service) => nameIn("production", service));
  for (const [, name] of names) expect(deployed).toContain(name);
  expect(places.job_container).toContain('reReplaceAll "^anomalies$" "anomaly-recorder"');
});

it("the version before is the one that was deployed before, built and running", () => {
  const back = commands.find((command) => command.includes("HEAD@{1}") && command.includes("benevoclic-api")) ?? "";
  const directory = mkdtempSync(path.join(tmpdir(), "deployed-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const [origin, checkout, bin] = ["origin", "checkout", "bin"].map((name) => path.join(directory, name)) as [
    string,
    string,
    string,
  ];
  const identity = ["-c", "user.name=t", "-c", "user.email=t@t.example"];
  const git = (cwd: string, ...args: string[]) =>
    execFileSync("git", [...identity, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const release = (name: string) => git(origin, "commit", "--allow-empty", "-qm", name);
  mkdirSync(origin);
  git(origin, "init", "-q");
  release("first");
  git(directory, "clone", "-q", origin, checkout);
  // What is deployed may be several commits later than what was.
  for (const name of ["second", "third"]) release(name);
  git(checkout, "pull", "-q", "--ff-only");
  mkdirSync(bin);
  for (const name of ["npm", "sudo"]) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${directory}/typed"\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  execFileSync("bash", ["-ec", back.replace("/srv/benevoclic-api", checkout)], {
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    stdio: "ignore",
  });
  expect(git(checkout, "log", "-1", "--format=%s")).toBe("first");
  const typed = execFileSync("cat", [path.join(directory, "typed")], { encoding: "utf8" }).split("\n");
  expect(typed.slice(0, 2)).toEqual(["npm ci", "npm run build"]);
  expect(typed[2]).toMatch(/^sudo -iu #1000 pm2 reload benevoclic-api$/);
});
