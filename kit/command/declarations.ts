import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environmentOf } from "../environment.ts";
import { cautionsOf } from "../judge/cautions.ts";
import { obtainParts } from "../lab/parts/obtain.ts";
import { run } from "../lab/parts/programs.ts";
import { runRuleTests } from "../lab/rule-tests.ts";
import { Mistakes, nearest } from "../model/mistakes.ts";
import type { Platform } from "../platform.ts";
import { filesOf } from "../write/files.ts";
import { oneAlertmanagerFiles } from "../write/one-alertmanager.ts";
import { writeTree } from "../write/tree.ts";
import { platformIn } from "./platform-in.ts";

/** All environments are checked before the first file is written. */
const treesOf = (platform: Platform) =>
  platform.environments.names.map((name) => {
    const environment = environmentOf(platform, platform.environments.load(name));
    return { name, environment, files: filesOf(environment) };
  });

/** Writes `<directory>/generated/<environment>/` for each environment of the directory's platform. */
export async function generate(directory: string): Promise<void> {
  for (const { name, files } of treesOf(await platformIn(directory))) {
    const target = path.join(directory, "generated", name);
    writeTree(files, target);
    console.log(`${target}  ${files.size} files`);
  }
}

/**
 * Writes `<directory>/generated/one-alertmanager/`: what an Alertmanager reads that tells of several environments of the directory's platform.
 * @param names all of them, unless told
 */
export async function oneAlertmanager(directory: string, names: readonly string[]): Promise<void> {
  const platform = await platformIn(directory);
  const known = platform.environments.names;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Mistakes(
      unknown.map((name) => ({
        where: directory,
        what: `has no environment ${name}`,
        remedy: `did you mean ${nearest(name, known) ?? known.join(", ")}?`,
      })),
    );
  const environments = (names.length > 0 ? names : known).map((name) =>
    environmentOf(platform, platform.environments.load(name)),
  );
  const target = path.join(directory, "generated/one-alertmanager");
  const files = oneAlertmanagerFiles(environments);
  writeTree(files, target);
  console.log(`${target}  ${files.size} files`);
}

/** The real tools judge what would be generated for the directory's platform, one line a check; exit code 1 when one fails. */
export async function check(directory: string): Promise<void> {
  const { promtool, amtool } = await obtainParts({ names: ["promtool", "amtool"], progress: console.log });
  const work = mkdtempSync(path.join(tmpdir(), "check-platform-"));
  let failed = 0;
  const say = (name: string, wrong = "") => {
    console.log(`${wrong === "" ? "ok    " : "WRONG "} ${name}${wrong && `\n${wrong.replace(/^/gm, "       ")}`}`);
    if (wrong !== "") failed++;
  };
  try {
    for (const { name, environment, files } of treesOf(await platformIn(directory))) {
      say(`${name}: every declaration`);
      for (const caution of cautionsOf(environment)) console.log(`       note: ${caution}`);
      const inside = (...parts: string[]) => path.join(work, name, ...parts);
      const filesIn = (of: string) => readdirSync(inside(of)).map((file) => inside(of, file));
      writeTree(files, path.join(work, name));
      const judged = async (what: string, command: string, ...args: string[]) =>
        say(
          `${name}: ${what}`,
          await run(command, args).then(
            () => "",
            (error: Error) => error.message,
          ),
        );
      const lint = ["check", "rules", "--lint=all", "--lint-fatal", ...filesIn("prometheus/rules")];
      await judged(
        "Prometheus configuration",
        promtool.command,
        "check",
        "config",
        inside("prometheus/prometheus.yml"),
      );
      await judged("rules, every lint", promtool.command, ...lint);
      say(`${name}: rule tests`, (await runRuleTests(filesIn("prometheus/tests"), promtool)).wrong);
      await judged(
        "Alertmanager configuration",
        amtool.command,
        "check-config",
        inside("alertmanager/alertmanager.yml"),
      );
    }
  } finally {
    rmSync(work, { recursive: true });
  }
  if (failed > 0) process.exitCode = 1;
}
