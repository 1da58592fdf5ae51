import { createInterface } from "node:readline/promises";
import { loadConfig } from "../config/load.ts";
import { peoplesResolutions } from "../exporters/anomalies/anomaly.ts";
import { acknowledgeCommand, closeCommand, listOf, recordOf, recordsIn } from "../exporters/anomalies/desk.ts";
import type { Desk } from "../exporters/anomalies/desk-endpoint.ts";
import { say } from "../exporters/anomalies/pages/words.ts";
import { type ReportField, reportFields } from "../exporters/anomalies/report-fields.ts";
import type { Locale } from "../exporters/anomalies/sheet.ts";
import { Failed, type Store } from "../exporters/anomalies/store.ts";
import { askRecorder } from "../stacks/operations/recorder-desk.ts";
import { UserError } from "./explain.ts";
import { openStore } from "./records.ts";

const fields: readonly (readonly [string, ReportField])[] = Object.entries(reportFields).filter(
  ([name]) => name !== "environment",
);
const optional = { fr: " [facultatif]", en: " [optional]" };
interface Flags extends Readonly<Record<string, string | undefined>> {}
interface Wanted {
  readonly act: "list" | "ack" | "close" | "note" | "new" | "link";
  readonly id: string | undefined;
  readonly said: string | undefined;
  readonly json: boolean;
  readonly flags: Flags;
}
/** What the public reads and what reports need have commands of their own. */
type Asked = Exclude<Desk, { command: "public" | "publish" | "past" | "records" | "lines" }>;
/** Says what was done. @throws UserError, Failed */
type Ask = (asked: Asked) => Promise<string>;

/** What people do to anomalies. `flags` are the options by name, among them the form's fields. */
export async function anomaly({ act: command, id, said = "", json, flags }: Wanted): Promise<void> {
  const by = flags.name ?? process.env.USER ?? "npm run anomaly";
  const { ask, locale } = await deskOf(flags);
  const does = async (asked: Asked) => console.log(await ask(asked));
  try {
    if (command === "new") return await does({ command: "report", ...(await report(flags, locale)) });
    if (command === "list") return await does({ command: "list", json });
    if (command === "ack" && id) return await does({ command: "act", act: "take", id, by });
    const act = peoplesResolutions.find((one) => one === (said || "fixed"));
    const text = flags.reason ?? "npm run anomaly";
    if (command === "close" && id && act) return await does({ command: "act", act, id, by, text });
    if (command === "note" && id && said) return await does({ command: "act", act: "note", id, by, text: said });
    if (command === "link" && id) return await does({ command: "link", id });
  } catch (error) {
    if (error instanceof Failed) throw new UserError(error.message, error.remedy);
    throw error;
  }
  throw new UserError(
    `What to do with the anomalies? "${[command, id, said].filter(Boolean).join(" ")}" is nothing that can be done.`,
    "`npm run anomaly -- --help` says what is",
  );
}

/** Who does what is asked: the recorder itself on its host, or the records where they are reached from here. */
async function deskOf(flags: Flags): Promise<{ ask: Ask; locale: Locale }> {
  const { environment = "local", directory, "github-token-file": token = process.env.GITHUB_TOKEN_FILE } = flags;
  if (environment === "local" || directory !== undefined || token !== undefined) {
    const { store, locale } = await openStore(flags);
    return { locale, ask: (asked) => inRecords(store, asked) };
  }
  const config = loadConfig(environment);
  const ask: Ask = async (asked) => {
    const { done, text } = await askRecorder(config, asked);
    if (!done) throw new UserError(text, "npm run anomaly -- list shows what is open");
    return asked.command === "link" && config.urls.anomalies ? new URL(text, config.urls.anomalies).href : text;
  };
  return { ask, locale: config.locale };
}

/** As people write commands into records, which the recorder reads. */
async function inRecords(store: Store, asked: Asked): Promise<string> {
  if (asked.command === "list") return listOf(await recordsIn(store), new Date(), asked.json);
  if (asked.command === "report")
    return `Reported: ${await store.report(asked.title, asked.answers)}\nThe recorder gives it an id within half a minute.`;
  if (asked.command === "link")
    throw new UserError(
      "Only the recorder itself makes links.",
      "name its environment, and neither a directory nor a token",
    );
  const record = await recordOf(store, asked.id);
  if (!record)
    throw new UserError(`There is no anomaly ${asked.id}.`, "npm run anomaly -- list shows those that are open");
  const command = asked.act === "note" ? "" : asked.act === "take" ? acknowledgeCommand : closeCommand(asked.act);
  const words = (asked.text ?? "").replace(/^/gm, "> ");
  await store.say(record.ref, [`${asked.by} :`, ...(asked.text ? [words] : []), command].join("\n"));
  return `${record.anomaly.id}: ${command || "noted"}, which the recorder takes up within half a minute`;
}

/** Asks on a terminal for what no flag gives. Never a user's name or address: the ticket's number leads there. */
async function report(flags: Flags, locale: Locale): Promise<{ title: string; answers: Record<string, string> }> {
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
    question: say.inOneLine,
    required: true,
  });
  const answers: Record<string, string> = { environment: environmentOf(flags) };
  for (const [name, field] of fields) answers[name] = await answer(name, field);
  asking?.close();
  if (missing.length > 0) throw new UserError("The report is not complete.", `give ${missing.join(" and ")}`);
  return { title, answers };
}

/** The local system plays production; what is found there belongs to nobody's production. */
function environmentOf({ environment = "local" }: Flags): string {
  return environment === "local" ? "development" : environment;
}
