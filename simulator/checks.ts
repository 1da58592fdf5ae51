import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { committedEnvironments, environmentNames, generatedDirectory, loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { cautionsOf } from "../kit/judge/cautions.ts";
import type { Part } from "../kit/lab/parts/obtain.ts";
import { runRuleTests } from "../kit/lab/rule-tests.ts";
import type { Environment } from "../kit/model/environment.ts";
import { describeMistake, Mistakes } from "../kit/model/mistakes.ts";
import { filesOf } from "../kit/write/files.ts";
import { differenceOf } from "../kit/write/tree.ts";
import { benevoclic } from "../platform.ts";
import { describeFalseAlarm, healthyDay } from "./recording/healthy-day.ts";

const run = promisify(execFile);

/** The programs that judge what we generate. */
type Judges = Readonly<Record<"promtool" | "amtool" | "blackbox-exporter", Part>>;

/** One line of `npm run check`. */
interface CheckResult {
  readonly name: string;
  /** What was found wrong, in the words of the program that found it; empty when all is well. */
  readonly wrong: string;
  /** What is worth knowing all the same. */
  readonly notices: readonly string[];
}

type Check = () => Promise<{ wrong?: string; notices?: readonly string[] }>;

/** Everything that can be told about the committed output without running the system, in the order of dependence. */
export async function* checks(judges: Judges, directory: string = generatedDirectory): AsyncGenerator<CheckResult> {
  for (const [name, check] of allChecks(judges, directory)) {
    const { wrong = "", notices = [] } = await check();
    yield { name, wrong, notices };
  }
}

function allChecks(judges: Judges, directory: string): [string, Check][] {
  return [
    ...environmentNames.map((name): [string, Check] => [
      `config/${name}.yaml and every declaration in it`,
      async () => compiled(name),
    ]),
    ...committedEnvironments.flatMap((name): [string, Check][] => {
      const inside = (...parts: string[]) => path.join(directory, name, ...parts);
      return [
        [`generated/${name} is fresh`, async () => fresh(name, inside())],
        [`${name}: Prometheus configuration`, () => promtool(["check", "config", inside("prometheus/prometheus.yml")])],
        [`${name}: rules, every lint`, () => lintRules(inside("prometheus/rules"))],
        [`${name}: rule tests`, () => testRules(name)],
        [`${name}: nothing fires on the healthy day`, () => silentWhenHealthy(name)],
        [
          `${name}: Alertmanager configuration`,
          () => amtool(["check-config", inside("alertmanager/alertmanager.yml")]),
        ],
        [`${name}: message templates`, () => renderTemplates(inside("alertmanager/templates"))],
        [
          `${name}: probes`,
          () => judge("blackbox-exporter", ["--config.check", `--config.file=${inside("blackbox/blackbox.yml")}`]),
        ],
      ];
    }),
  ];

  async function judge(program: keyof Judges, args: readonly string[]): ReturnType<Check> {
    try {
      await run(judges[program].command, [...args], { maxBuffer: 64 << 20 });
      return {};
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      return { wrong: `${stdout}${stderr}`.trim() || String(error) };
    }
  }

  function promtool(args: readonly string[]) {
    return judge("promtool", args);
  }

  function amtool(args: readonly string[]) {
    return judge("amtool", args);
  }

  async function lintRules(rules: string) {
    return promtool(["check", "rules", "--lint=all", "--lint-fatal", ...(await filesIn(rules))]);
  }

  async function testRules(name: string) {
    const { files, elsewhere } = await ruleTestsOf(name, directory);
    return runRuleTests(files, judges.promtool, { passed: passedRuleTests, elsewhere });
  }

  async function silentWhenHealthy(name: string): ReturnType<Check> {
    const environment = environmentIfRight(name);
    if (environment === undefined) return { wrong: untold };
    const alarms = await healthyDay(environment, judges.promtool);
    if (alarms.length === 0) return {};
    const remedy =
      "→ what fires here wakes people for nothing: raise its limit or its `for`, or say when it means something (onlyWhile)";
    return {
      wrong: [...alarms.slice(0, shownAlarms).map(describeFalseAlarm), more(alarms.length), remedy]
        .filter(Boolean)
        .join("\n"),
    };
  }

  /** Alertmanager parses a template only when it loads it, and executes it only when something fires: amtool does both. */
  async function renderTemplates(templates: string): ReturnType<Check> {
    const work = await mkdtemp(path.join(tmpdir(), "benevoclic-templates-"));
    try {
      const data = path.join(work, "data.json");
      await writeFile(data, JSON.stringify(sampleNotification));
      const outcomes = await Promise.all(
        (["text", "html"] as const).map((type) =>
          amtool([
            ...["template", "render", `--template.glob=${templates}/*.tmpl`, `--template.type=${type}`],
            ...[`--template.data=${data}`, `--template.text=${calls(templateNames[type])}`],
          ]),
        ),
      );
      return { wrong: outcomes.flatMap(({ wrong }) => wrong ?? []).join("\n") };
    } finally {
      await rm(work, { recursive: true });
    }
  }
}

function compiled(name: string): { wrong?: string; notices?: readonly string[] } {
  try {
    return { notices: cautionsOf(environmentOf(benevoclic, loadConfig(name))) };
  } catch (error) {
    if (error instanceof Mistakes) return { wrong: error.mistakes.map(describeMistake).join("\n") };
    throw error;
  }
}

/** What a check says that needs an environment whose own check has failed. */
const untold = "cannot be told while the configuration or a declaration is wrong";

function environmentIfRight(name: string): Environment | undefined {
  try {
    return environmentOf(benevoclic, loadConfig(name));
  } catch {
    return undefined;
  }
}

/** A rule that fires all night would fill the screen. */
const shownAlarms = 10;
const more = (count: number) => (count > shownAlarms ? `… and ${count - shownAlarms} more` : "");

function fresh(name: string, directory: string): { wrong: string } {
  const environment = environmentIfRight(name);
  if (environment === undefined) return { wrong: untold };
  const { missing, changed, surplus } = differenceOf(filesOf(environment), directory);
  const stale = [...missing, ...changed, ...surplus];
  return {
    wrong: stale.length === 0 ? "" : `not what the declarations say: ${stale.join(", ")}\n    → npm run generate`,
  };
}

/** Where rule tests that passed are remembered, so that only changed ones run again; CI runs them all. */
export const passedRuleTests = process.env.CI
  ? undefined
  : fileURLToPath(new URL("../.cache/rule-tests-passed.txt", import.meta.url));

/** The rule tests of an environment, and those that need not run for it because they do for production. */
export async function ruleTestsOf(name: string, directory: string = generatedDirectory) {
  const files = (environment: string) => filesIn(path.join(directory, environment, "prometheus/tests"));
  return { files: await files(name), elsewhere: name === "production" ? [] : await files("production") };
}

async function filesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).sort().map((file) => path.join(directory, file));
}

/** What Alertmanager calls, by the language in which it escapes. */
const templateNames = {
  text: ["discord.headline", "discord.title", "discord.message", "mail.subject", "mail.text", "digest.text", "sms"],
  html: ["mail.html", "digest.html"],
};
const calls = (names: readonly string[]) => names.map((name) => `{{ template "benevoclic.${name}" . }}`).join("\n");

/** A group of more alerts than are told in full, firing and resolved, with a label that tries to break out. */
const sampleNotification = (() => {
  const alert = (index: number) => ({
    status: index % 2 === 0 ? "firing" : "resolved",
    labels: { alertname: "HostDiskFilling", severity: "critical", component: "host", mountpoint: `/data*_${index}\`` },
    annotations: {
      summary: `/data*_${index}\` is full`,
      impact: "…",
      next_steps: "1. …",
      dashboard_url: "",
      runbook_url: "",
    },
    startsAt: "2026-11-23T12:00:00Z",
    endsAt: index % 2 === 0 ? "0001-01-01T00:00:00Z" : "2026-11-23T12:30:00Z",
    generatorURL: "http://prometheus/graph",
    fingerprint: `${index}`,
  });
  return {
    receiver: "critical",
    status: "firing",
    alerts: Array.from({ length: 40 }, (_, index) => alert(index)),
    groupLabels: { alertname: "HostDiskFilling" },
    commonLabels: { alertname: "HostDiskFilling", severity: "critical", environment: "production" },
    commonAnnotations: {},
    externalURL: "http://alertmanager",
  };
})();
