import { type Command, command, type Taking } from "../command.ts";
import { number, otherwise, text } from "../takings.ts";

const some = (value: string, about: string, usual: number) =>
  otherwise(usual, number(value, about, { from: 1, to: 1_000_000, whole: true }));

/** A measurement is a program of its own: it measures processes, and its own memory and time must not hold all commands. */
function measurement(
  name: string,
  does: string,
  {
    file = `bench/${name}.ts`,
    options = {},
    example = "",
  }: { file?: string; options?: Readonly<Record<string, Taking<string | number | undefined>>>; example?: string } = {},
): Command {
  return command(`bench:${name}`, {
    ...{ does, options, example },
    run: async (asked) =>
      (await import("../measure.ts")).measure(
        file,
        Object.entries(asked).flatMap(([option, value]) => (value === undefined ? [] : [`--${option}`, `${value}`])),
      ),
  });
}

/** The measurements of docs/benchmarks.md, most of them minutes long. */
export const measurements = [
  measurement("generate", "How long generating every committed environment takes."),
  measurement("detection", "What is detected, how soon, and the false alarms: ours beside the nine rules of before."),
  measurement("rules", "What the rules cost a Prometheus."),
  measurement(
    "scale",
    "What one Prometheus would have to do for 10, 100 and 1,000 hosts; or what the rules take either engine over so many series.",
    { options: { series: number("series", "that both engines are measured with", { from: 1_000, to: 10_000_000 }) } },
  ),
  measurement(
    "replicated",
    "Messages lost and doubled and samples lost while what several hosts run is killed at random, and what it costs beside a single host.",
    { options: { kills: some("number", "of kills", 50), seconds: some("seconds", "that the cost is measured", 120) } },
  ),
  measurement(
    "logs",
    "Lines lost and doubled while collector, store and files are treated roughly; needs npm run parts -- --logs.",
  ),
  measurement(
    "log-queries",
    "What a message's link and the counts ask of a log store that holds 30 days; needs the same.",
  ),
  measurement("fault-to-message", "From the moment the API stops to the message."),
  measurement(
    "healing",
    "What becomes of faults with and without self-healing, and of repairs in the middle of which a program is killed.",
    {
      options: {
        kills: some("number", "of repairs, each killed at a random moment", 50),
        of: otherwise("remediation", text("program", "what is killed: remediation, alertmanager or pm2")),
        faults: text(
          "names",
          "of faults, such as api-down,web-down, or all: with self-healing and without, several at a time, instead; recorded: what becomes due in every recording; quiet: what must make nobody do anything",
        ),
        within: some("seconds", "that a fault is watched", 300),
      },
      example: "--faults api-down,web-down",
    },
  ),
  measurement("rest", "Memory and CPU of each process of the local system at rest."),
  measurement("dashboards", "What each dashboard costs a Prometheus.", {
    options: { beside: text("file", "another dashboard's JSON, for comparison") },
    example: "--beside node-exporter-full.json",
  }),
  measurement("exporters", "What the business exporter costs itself and its database.", {
    options: { sizes: text("numbers", "of users, such as 1000,100000") },
    example: "--sizes 1000,100000",
  }),
  measurement("quality", "What the quality exporter costs on large reports.", {
    options: { megabytes: some("megabytes", "of the bundle", 50), runs: some("number", "of runs", 5) },
    example: "--megabytes 50 --runs 5",
  }),
  measurement("diff", "How long npm run diff takes for a change of 50 rules."),
  measurement("backtest", "What a replay over a Prometheus' past costs, beside the same questions one by one.", {
    options: { days: some("days", "of history", 14) },
    example: "--days 4",
  }),
  measurement("anomalies", "The anomaly recorder against GitHub's documented limits.", {
    options: { causes: some("number", "of causes", 25), past: some("number", "of past anomalies", 5000) },
    example: "--causes 25",
  }),
  measurement(
    "journeys",
    "What walking a journey costs, how often it fails for nothing, and how soon it finds what visitors meet.",
    {
      options: { walks: some("number", "of walks of the healthy site", 60) },
      example: "--walks 1000",
    },
  ),
  measurement("status-page", "How large the public's status page is, and how soon a telephone shows it.", {
    options: { loads: some("number", "of loads", 20) },
    example: "--loads 50",
  }),
  measurement("deploy", "What a deployment costs, on an engine of its own.", { file: "test/deployment/measure.ts" }),
];
