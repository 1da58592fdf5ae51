import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { alertsByDomain } from "../../../../alerts/catalogue.ts";
import { loadConfig } from "../../../../config/load.ts";
import { environmentOf } from "../../../../kit/environment.ts";
import { lateness } from "../../../../kit/judge/time-to-tell.ts";
import type { Alert } from "../../../../kit/model/alert.ts";
import { duration, seconds } from "../../../../kit/model/durations.ts";
import { type LevelDefinition, levelOf, type Severity, severities } from "../../../../kit/model/level.ts";
import { filesOf, type GeneratedFiles } from "../../../../kit/write/files.ts";
import { benevoclic } from "../../../../platform.ts";
import type { Domain } from "../../../../signals/catalogue.ts";
import { declaring } from "../../declared.ts";
import { forgetDirectories, promtool, written } from "../../programs.ts";

afterAll(forgetDirectories);

/** One level of one alert. */
interface Subject {
  readonly domain: Domain;
  readonly alert: Alert;
  readonly severity: Severity;
  readonly definition: LevelDefinition;
}

/** A wrong level: the tests that the right one generates must fail on its rules. */
interface Mutant {
  readonly of: Subject;
  readonly kind: "none" | "limit" | "for";
  readonly name: string;
  readonly definition: LevelDefinition;
}

/**
 * Two domains stand for all, which take a quarter of an hour: `MUTANTS=all npx vitest run test/kit/lab/proof/mutants.test.ts` does them, as
 * every night, and `MUTANTS=host,api` those that are named.
 */
const asked = process.env.MUTANTS ?? "web,processes";
/** More than all others of the two domains together; one of the same kind of signal is among those. */
const left = process.env.MUTANTS === undefined ? ["WebCertificateExpired", "WebCertificateRenewalLate"] : [];
const domains = [...alertsByDomain].filter(([domain]) => asked === "all" || asked.split(",").includes(domain));

const subjects: Subject[] = domains.flatMap(([domain, alerts]) =>
  alerts
    .filter(({ name }) => !left.includes(name))
    .flatMap((alert) =>
      severities.flatMap((severity) => {
        const definition = alert.levels[severity];
        return definition === undefined ? [] : [{ domain, alert, severity, definition }];
      }),
    ),
);

function withLimit(definition: LevelDefinition, limit: number): LevelDefinition {
  const { above, below, ...rest } = definition;
  return above === undefined ? { ...rest, below: limit } : { ...rest, above: limit };
}

/** Mutants that mean the same, and why. */
const alike: Readonly<Record<string, string>> = {
  "ApiRestarting info: limit 1.1": "restarts are whole numbers",
  "ApiRestarting warning: limit 2.2": "restarts are whole numbers",
};

function mutantsOf(of: Subject): Mutant[] {
  const { alert, severity, definition } = of;
  const { limit, direction } = levelOf(severity, definition);
  // Between yes and no there is nothing: a limit is wrong there when it is on the other side of one of them.
  const step = alert.on.unit.name === "bool" ? 1 : Math.abs(limit) * 0.1 || 0.1;
  const limits = [limit - step, limit + step]
    // What fires always does so whatever is asked less of it.
    .filter((wrong) => alert.alwaysFiring !== true || (direction === "above" ? wrong > limit : wrong < limit));
  // A trend may cross the limit before it has all of its past, and nobody can say when; so may a condition hold. What reads
  // an hour or more is tested in larger steps.
  const untold = alert.on.needsAllOfIt || alert.onlyWhile?.over || seconds(alert.on.over ?? "0s") >= 3600;
  const time = untold ? 0 : seconds(definition.for);
  /** Between two evaluations; a shorter wait is none. */
  const pace = seconds(alert.on.every ?? "0s");
  const mutant = (kind: Mutant["kind"], to: string | number, wrong: LevelDefinition): Mutant => ({
    of,
    kind,
    name: `${alert.name} ${severity}: ${kind} ${to}`,
    definition: wrong,
  });
  return [
    mutant("none", "", definition),
    ...limits.map((wrong) => mutant("limit", wrong, withLimit(definition, wrong))),
    ...(time === 0 ? [] : [Math.floor(time / 2), time * 2])
      .filter((wrong) => wrong > pace)
      .map((wrong) => mutant("for", `${wrong}s`, { ...definition, for: duration(wrong) })),
  ].filter(({ name }) => alike[name] === undefined);
}

const production = environmentOf(benevoclic, loadConfig("production"));

function filesWith({ domain, alert, severity }: Subject, definition: LevelDefinition): GeneratedFiles {
  // A remedy would be refused beside a level that leaves it no time.
  const { tellsLate: _, heals: __, ...rest } = alert;
  const changed = { ...rest, levels: { [severity]: definition } };
  const excused = lateness(changed, production).length > 0 ? { ...changed, tellsLate: "a mutant may" } : changed;
  return filesOf(environmentOf(declaring({ alerts: new Map([[domain, [excused]]]) }), production.config));
}

/** The test files of the right level beside the rules of the wrong one. */
function tested({ of, definition }: Mutant): string[] {
  const right = [...filesWith(of, of.definition)].filter(
    ([file, text]) => file.startsWith("prometheus/tests/") && text.includes(`alertname="${of.alert.name}"`),
  );
  const rules = [...filesWith(of, definition)].filter(([file]) => file.startsWith("prometheus/rules/"));
  const directory = written(new Map([...right, ...rules]));
  return right.map(([file]) => path.join(directory, file));
}

/** The mutants that pass the tests. */
async function survivorsOf(mutants: readonly Mutant[]): Promise<Mutant[]> {
  const files = mutants.map((mutant) => ({ mutant, files: tested(mutant) }));
  const report = path.join(written(new Map()), "junit.xml");
  await promtool("test", `--junit=${report}`, "rules", ...files.flatMap((one) => one.files));
  const suites = readFileSync(report, "utf8").matchAll(/<testsuite name="([^"]+)" tests="(\d+)" failures="(\d+)"/g);
  const verdicts = new Map([...suites].map(([, file, tests, failures]) => [file, tests !== "0" && failures === "0"]));
  return files.filter((one) => one.files.every((file) => verdicts.get(file) === true)).map(({ mutant }) => mutant);
}

/** In one run of promtool. */
const atOnce = 10;

let survivors: Mutant[];
beforeAll(
  async () => {
    const mutants = subjects.flatMap(mutantsOf);
    // Two processes at once, because the machine of a pull request has two cores.
    const halves = [0, 1].map(async (half) => {
      const found: Mutant[] = [];
      const own = mutants.filter((_, index) => index % 2 === half);
      for (let from = 0; from < own.length; from += atOnce)
        found.push(...(await survivorsOf(own.slice(from, from + atOnce))));
      return found;
    });
    survivors = (await Promise.all(halves)).flat();
  },
  process.env.MUTANTS === undefined ? 300_000 : 7_200_000,
);
const namesOf = (kind: Mutant["kind"]) => survivors.filter((one) => one.kind === kind).map(({ name }) => name);

it("every level passes its own tests", () => {
  expect(namesOf("none")).toHaveLength(subjects.length);
});

it("no limit can be a tenth off without a test that fails", () => {
  expect(namesOf("limit")).toEqual([]);
});

it("no `for` can be halved or doubled without a test that fails", () => {
  expect(namesOf("for")).toEqual([]);
});
