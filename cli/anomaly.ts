import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { type Resolution, resolutions } from "../exporters/anomalies/anomaly.ts";
import { acknowledgeCommand, closeCommand, openRecords, recordOf } from "../exporters/anomalies/desk.ts";
import { type ReportField, reportFields } from "../exporters/anomalies/report-fields.ts";
import type { Locale } from "../exporters/anomalies/sheet.ts";
import { Failed, type Store } from "../exporters/anomalies/store.ts";
import { orExplain, UserError } from "./explain.ts";
import { openStore, recordsOptions } from "./records.ts";

const fields: readonly (readonly [string, ReportField])[] = Object.entries(reportFields).filter(
  ([name]) => name !== "environment",
);
const optional = { fr: " [facultatif]", en: " [optional]" };
const usage = `npm run anomaly -- new                     asks for the fields; or --title "…" ${fields.map(([name]) => `--${name} …`).join(" ")}
npm run anomaly -- list                    what is not closed
npm run anomaly -- ack <id>                you take it
npm run anomaly -- close <id> fixed        or false_alarm, or duplicate
Records are those of the local run, or --environment production --github-token-file <path>, or --directory <path>`;

await orExplain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...recordsOptions,
      title: { type: "string" },
      ...Object.fromEntries(fields.map(([name]) => [name, { type: "string" as const }])),
    },
  });
  const flags = values as Readonly<Record<string, string | undefined>>;
  const [command, id, how = "fixed"] = positionals;
  const { store, locale } = await openStore(values);
  try {
    if (command === "new") return await report(store, flags, locale);
    if (command === "list") {
      const lines = await openRecords(store, new Date());
      return console.log(lines.length > 0 ? lines.join("\n") : "No anomaly is open.");
    }
    if (command === "ack" && id) return await say(store, id, acknowledgeCommand);
    const resolution = resolutions.find((one): one is Resolution => one === how);
    if (command === "close" && id && resolution) return await say(store, id, closeCommand(resolution));
  } catch (error) {
    if (error instanceof Failed) throw new UserError(error.message, error.remedy);
    throw error;
  }
  throw new UserError(`What to do with the anomalies? "${positionals.join(" ")}" is nothing that can be done.`, usage);
});

async function say(store: Store, id: string, command: string): Promise<void> {
  const record = await recordOf(store, id);
  if (!record) throw new UserError(`There is no anomaly ${id}.`, "npm run anomaly -- list shows those that are open");
  await store.say(record.ref, command);
  console.log(`${record.anomaly.id}: ${command}, which the recorder takes up within half a minute`);
}

/** Asks on a terminal for what no flag gives. Never the user's name or address: the ticket's number leads there. */
async function report(
  store: Store,
  flags: Readonly<Record<string, string | undefined>>,
  locale: Locale,
): Promise<void> {
  const asking = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : undefined;
  const missing: string[] = [];
  const answer = async (name: string, { question, options, required }: ReportField): Promise<string> => {
    const choice = options ? ` (${options.join(", ")})` : "";
    const said =
      flags[name] ?? (await asking?.question(`${question[locale]}${choice}${required ? "" : optional[locale]} `)) ?? "";
    if (required && (said.trim() === "" || options?.includes(said.trim()) === false))
      missing.push(`--${name}${choice}`);
    return said.trim();
  };
  const title = await answer("title", {
    label: "",
    question: { fr: "En une ligne", en: "In one line" },
    required: true,
  });
  const answers: Record<string, string> = { environment: environmentOf(flags) };
  for (const [name, field] of fields) answers[name] = await answer(name, field);
  asking?.close();
  if (missing.length > 0) throw new UserError("The report is not complete.", `give ${missing.join(" and ")}`);
  console.log(`Reported: ${await store.report(title, answers)}\nThe recorder gives it an id within half a minute.`);
}

/** The local system plays production; what is found there belongs to nobody's production. */
function environmentOf({ environment = "local" }: Readonly<Record<string, string | undefined>>): string {
  return environment === "local" ? "development" : environment;
}
