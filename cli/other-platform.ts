import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { environmentOf } from "../kit/environment.ts";
import { cautionsOf } from "../kit/judge/cautions.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { run } from "../kit/lab/parts/programs.ts";
import { runRuleTests } from "../kit/lab/rule-tests.ts";
import { isPlatform, type Platform } from "../kit/platform.ts";
import { filesOf } from "../kit/write/files.ts";
import { writeTree } from "../kit/write/tree.ts";
import { UserError } from "./explain.ts";

// What `--platform <directory>` means: the platform that the directory's `platform.ts` exports.

async function platformIn(directory: string): Promise<Platform> {
  const file = path.resolve(directory, "platform.ts");
  const found = existsSync(file)
    ? Object.values((await import(pathToFileURL(file).href)) as object).find(isPlatform)
    : undefined;
  if (found === undefined)
    throw new UserError(
      `${path.relative(".", file)} exports no platform`,
      "name the directory of a platform, such as examples/shop",
    );
  return found;
}

/** All environments are checked before the first file is written. */
const treesOf = (platform: Platform) =>
  platform.environments.names.map((name) => {
    const environment = environmentOf(platform, platform.environments.load(name));
    return { name, environment, files: filesOf(environment) };
  });

/** `npm run generate -- --platform <directory>`: writes `<directory>/generated/<environment>/`. */
export async function generateOther(directory: string): Promise<void> {
  for (const { name, files } of treesOf(await platformIn(directory))) {
    const target = path.join(directory, "generated", name);
    writeTree(files, target);
    console.log(`${target}  ${files.size} files`);
  }
}

/** `npm run check -- --platform <directory>`: the real tools judge what would be generated, one line a check. */
export async function checkOther(directory: string): Promise<void> {
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
