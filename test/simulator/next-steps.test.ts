import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";
import { placesIn } from "../../config/places.ts";
import { environmentOf } from "../../kit/environment.ts";
import { answers } from "../../kit/lab/parts/http.ts";
import { commandTemplate } from "../../kit/write/placeholders.ts";
import { benevoclic } from "../../platform.ts";
import { programsIn } from "../alerts/programs-in.ts";
import { minutes, runningSystem, until } from "./running.ts";

/** What a local run has, and what only looks at this machine. */
const runnable = new Set([
  ...["pm2", "docker", "curl", "git", "npm"],
  ...[
    "cat",
    "date",
    "df",
    "grep",
    "head",
    "pgrep",
    "ps",
    "sed",
    "sleep",
    "sort",
    "ss",
    "tail",
    "top",
    "tr",
    "uniq",
    "wc",
  ],
]);
/** What asks others than this machine, ends what the next command needs, is Docker's alone, or is this project's own. */
const never =
  /ifconfig\.me|var\/lib\/docker|pm2 (kill|stop|flush|resurrect)|docker (stats|exec|system|image)|^npm run|npm [^&|]*(audit|outdated)|\/etc\//;
/** Labels of the alerts that these commands stand beside. */
const labels: Readonly<Record<string, string>> = {
  ...{ app: "benevoclic-api", target: "benevoclic-web", job: "prometheus", instance: "vps-local" },
  ...{ project: "api", collector: "textfile", integration: "discord" },
};

/** Without holding up the run, which lives in this process. */
const bash = (line: string) =>
  new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile("bash", ["-c", line], { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
    ),
  );

/** What was started again takes a moment; the next command is about what runs. */
const answerAgain = async (probes: Readonly<Record<string, { readonly url: string }>>) =>
  (await Promise.all(Object.values(probes).map(({ url }) => answers(url)))).every(Boolean);

const asked = process.env.NEXT_STEPS_TESTS === "yes";
const why = asked ? "" : " (skipped: minutes; NEXT_STEPS_TESTS=yes asks for it)";

describe.skipIf(!asked)(`the commands of next steps, typed in a local run${why}`, () => {
  const system = runningSystem({ restarts: true });

  it("each that such a run can have works as it stands", { timeout: minutes(10) }, async () => {
    const { config } = system.now;
    const { alerts } = environmentOf(benevoclic, config);
    const steps = alerts.flatMap(({ alert: { next, likely = [] } }) => [
      ...next,
      ...likely.flatMap(({ test, cure }) => [test, cure]),
    ]);
    const lines = steps.flatMap((step) =>
      step.kind === "command"
        ? [
            commandTemplate(step.command, placesIn(config)).replace(
              /\{\{ \$labels\.(\w+).*?\}\}/g,
              (_, label: string) => labels[label] ?? "",
            ),
          ]
        : [],
    );
    const typed = [...new Set(lines)].filter(
      (line) => !never.test(line) && programsIn(line).every((name) => runnable.has(name.split("/").at(-1) ?? "")),
    );
    expect(typed.length).toBeGreaterThan(40);
    const failed: object[] = [];
    for (const line of typed) {
      const { status, stderr, stdout } = await bash(line);
      // grep and pgrep find nothing where nothing is wrong.
      const quiet = status === 1 && /(^|[|;&] *)p?grep [^|;&]*$/.test(line.replace(/'[^']*'/g, "text"));
      const wrong = /not found|no such|refused|unknown|usage:|cannot/i.test(stderr);
      if (/restart|reload/.test(line)) await until(() => answerAgain(config.probes));
      if ((status !== 0 && !quiet) || wrong) failed.push({ line, status, said: (stderr || stdout).slice(-300) });
    }
    expect(failed).toEqual([]);
  });
});
