import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { fallbackPrograms, hostPrograms } from "../../alerts/programs.ts";
import { type Config, environmentNames, loadConfig } from "../../config/load.ts";
import { placesIn } from "../../config/places.ts";
import { environmentOf } from "../../kit/environment.ts";
import { commandTemplate } from "../../kit/write/placeholders.ts";
import { benevoclic } from "../../platform.ts";
import { nameIn } from "../../stacks/names.ts";
import { programsIn } from "./programs-in.ts";
import { shellcheck } from "./shellcheck.ts";

const config = loadConfig("production");
const places = placesIn(config);

/** Every command of a next step as it is typed in an environment, a label's value being `value`. */
function commandsIn(environment: Config): string[] {
  const { alerts } = environmentOf(benevoclic, environment);
  const steps = alerts.flatMap(({ alert: { next, likely = [] } }) => [
    ...next,
    ...likely.flatMap(({ test, cure }) => [test, cure]),
  ]);
  const typed = steps.flatMap((step) =>
    step.kind === "command"
      ? [commandTemplate(step.command, placesIn(environment)).replace(/\{\{.*?\}\}/g, "value")]
      : [],
  );
  return [...new Set(typed)];
}
const commands = commandsIn(config);
const everywhere = [...new Set(environmentNames.flatMap((name) => commandsIn(loadConfig(name))))];
const script = everywhere.map((command, index) => `command_${index}() {\n${command}\n}\n`).join("");

it("every command is one that a shell can read", () => {
  expect(commands.length).toBeGreaterThan(100);
  execFileSync("bash", ["-n"], { input: script });
});

it("ShellCheck finds nothing wrong with a command of any environment", { timeout: 120_000 }, async ({ skip }) => {
  const program = await shellcheck().catch((error: Error) => skip(`ShellCheck cannot be had: ${error.message}`));
  // SC2016: mongosh reads its own dollars. SC2009: pgrep shows neither age nor state. SC2317, SC2329: nothing here is called.
  const args = ["--shell=bash", "--format=gcc", "--exclude=SC2016,SC2009,SC2317,SC2329", "-"];
  const { stdout } = spawnSync(program, args, { input: script, encoding: "utf8" });
  const lines = script.split("\n");
  const found = stdout.split("\n").flatMap((line) => {
    const [, at, what] = /^-:(\d+):\d+: (.*)$/.exec(line) ?? [];
    return at === undefined ? [] : [`${lines[Number(at) - 1]}: ${what}`];
  });
  expect(found).toEqual([]);
});

const declared = new Set<string>(Object.values({ ...hostPrograms, ...fallbackPrograms }).flat());

it("a command calls only programs that are declared, and each of them is called", () => {
  const called = new Set(everywhere.flatMap(programsIn).filter((name) => !/\/(pm2|docker)$/.test(name)));
  expect([...called].filter((name) => !declared.has(name))).toEqual([]);
  expect([...declared].filter((name) => !called.has(name))).toEqual([]);
  expect(
    programsIn(`a | sudo -n b && x=$(sudo -iu '#1' c "$(d)") || timeout 5 'e f' > /g; for h in 1; do i; done`),
  ).toEqual(["a", "sudo", "b", "sudo", "c", "d", "timeout", "e", "i"]);
});

it("docs/deploying.md lists what the host must have for them", () => {
  const guide = readFileSync(new URL("../../docs/deploying.md", import.meta.url), "utf8");
  for (const [name, programs] of Object.entries({ ...hostPrograms, ...fallbackPrograms }))
    expect(guide).toContain(`| ${name} | ${programs.map((one) => `\`${one}\``).join(", ")} |`);
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
  const programs = { npm: "", pm2: "", sudo: `shift 2; exec "$@"` };
  for (const [name, then] of Object.entries(programs)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${directory}/typed"\n${then}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  execFileSync("bash", ["-ec", back.replaceAll("/srv/benevoclic-api", checkout)], {
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    stdio: "ignore",
  });
  expect(git(checkout, "log", "-1", "--format=%s")).toBe("first");
  const typed = execFileSync("cat", [path.join(directory, "typed")], { encoding: "utf8" }).split("\n");
  // All of it as PM2's user, whose the checkout is: git refuses it to others.
  expect(typed.filter((line) => line.startsWith("sudo")).map((line) => line.split(" ").slice(1, 4).join(" "))).toEqual(
    ["git", "npm", "npm", "pm2"].map((program) => `-iu #1000 ${program}`),
  );
  expect(typed.filter((line) => /^(npm|pm2)/.test(line))).toEqual([
    `npm --prefix ${checkout} ci`,
    `npm --prefix ${checkout} run build`,
    "pm2 reload benevoclic-api",
  ]);
});
