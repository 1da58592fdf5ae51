import { publicIncidentSchema } from "../exporters/anomalies/public-incidents.ts";
import { longestPublicText, type PublicState, publicStates } from "../exporters/anomalies/public-text.ts";
import { visitorServiceNames } from "../signals/visitors.ts";
import { askDesk } from "./desk.ts";
import { UserError } from "./explain.ts";

interface Asked extends Said {
  readonly act: "list" | "say" | "hide";
  readonly id: string | undefined;
  readonly environment: string;
  readonly name: string | undefined;
}

/** What visitors read of an anomaly on the status page: people's words, in both languages. */
export async function incident({ act: command, id, environment, ...said }: Asked): Promise<void> {
  const { name: by = process.env.USER ?? "npm run incident" } = said;
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
    throw new UserError(
      `What should the public read? "${command}" without an anomaly is nothing that can be done.`,
      "`npm run incident -- --help` says what is",
    );
  const wanted = id.toUpperCase().replace(/^(ANOM-)?/, "ANOM-");
  const last = (await told()).find((one) => one.id === wanted);
  const announcement = announcementOf(said, last);
  console.log(await askDesk(environment, { command: "publish", id, by, announcement }));
}

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
