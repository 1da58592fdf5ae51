import { parseArgs } from "node:util";
import { publicIncidentSchema } from "../exporters/anomalies/public-incidents.ts";
import { longestPublicText, type PublicState, publicStates } from "../exporters/anomalies/public-text.ts";
import { visitorServiceNames } from "../signals/visitors.ts";
import { askDesk } from "./desk.ts";
import { orExplain, UserError } from "./explain.ts";

const usage = `npm run incident -- list                    what the public reads
npm run incident -- say <id> --services ${visitorServiceNames.slice(1, 3).join(",")} --state outage --fr "…" --en "…"
npm run incident -- hide <id>               takes it off the status page
Services: ${visitorServiceNames.join(", ")}. States: ${publicStates.join(", ")}. Without --services and --state, those told last.
Of the local run, or with --environment production`;

/** What visitors read of an anomaly on the status page: people's words, in both languages. */
await orExplain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      environment: { type: "string", default: "local" },
      ...{ services: { type: "string" }, state: { type: "string" }, fr: { type: "string" }, en: { type: "string" } },
      name: { type: "string", default: process.env.USER ?? "npm run incident" },
    },
  });
  const { environment, name: by } = values;
  const [command, id] = positionals;
  const told = async () =>
    publicIncidentSchema.array().parse(JSON.parse(await askDesk(environment, { command: "public" })));
  if (command === "list") {
    const lines = (await told()).flatMap(({ id, state, services, endedAt, updates }) => [
      `${id}  ${endedAt ? "over" : state}  ${services.join(", ")}`,
      ...updates.map(({ at, says }) => `    ${at}  ${says.fr}\n    ${" ".repeat(at.length)}  ${says.en}`),
    ]);
    return console.log(lines.join("\n") || "The public reads of no anomaly.");
  }
  if (command === "hide" && id) return console.log(await askDesk(environment, { command: "publish", id, by }));
  if (command !== "say" || !id)
    throw new UserError(`What should the public read? "${positionals.join(" ")}" is nothing that can be done.`, usage);
  const wanted = id.toUpperCase().replace(/^(ANOM-)?/, "ANOM-");
  const last = (await told()).find((one) => one.id === wanted);
  const announcement = announcementOf(values, last);
  console.log(await askDesk(environment, { command: "publish", id, by, announcement }));
});

interface Said {
  readonly services?: string | undefined;
  readonly state?: string | undefined;
  readonly fr?: string | undefined;
  readonly en?: string | undefined;
}

/** @throws UserError that names everything that is missing or wrong */
function announcementOf(said: Said, last: { services: string[]; state: PublicState } | undefined) {
  const wrong: string[] = [];
  const services = said.services?.split(",").map((name) => name.trim()) ?? last?.services ?? [];
  if (services.length === 0 || services.some((name) => !visitorServiceNames.some((one) => one === name)))
    wrong.push(`--services (some of ${visitorServiceNames.join(", ")}, separated by commas)`);
  const state = publicStates.find((one) => one === said.state) ?? (said.state === undefined ? last?.state : undefined);
  if (state === undefined) wrong.push(`--state (${publicStates.join(" or ")})`);
  const text = (locale: "fr" | "en"): string => {
    const words = (said[locale] ?? "").trim();
    if (words === "" || words.length > longestPublicText)
      wrong.push(`--${locale} "…" (what visitors read, at most ${longestPublicText} characters)`);
    return words;
  };
  const says = { fr: text("fr"), en: text("en") };
  if (wrong.length > 0 || state === undefined)
    throw new UserError("The public needs to know more.", `give ${wrong.join(" and ")}`);
  return { services, state, says };
}
