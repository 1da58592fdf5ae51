import { publicStates } from "../../exporters/anomalies/public-text.ts";
import { reportFields } from "../../exporters/anomalies/report-fields.ts";
import { monthOf } from "../../reports/month.ts";
import { command, Misuse, type Taking } from "../command.ts";
import { address, environment, json, oneOf, otherwise, required, text, toggle } from "../takings.ts";

/** Which records: of the running system, of an environment over the connection to its host, or of a place one reaches. */
const records = {
  environment: otherwise("local", environment),
  directory: text("directory", "the records as files"),
  "github-token-file": text("file", "the records as GitHub issues, with this token"),
};

const fields: Record<string, Taking<string | undefined>> = Object.fromEntries(
  Object.entries(reportFields)
    .filter(([name]) => name !== "environment")
    .map(([name, field]) => [
      name,
      { ...text("text", `new: ${field.question.en}`), ...("options" in field && { among: field.options }) },
    ]),
);

/** What people do with anomalies. */
export const anomalies = [
  command("anomaly", {
    does: "Shows what is open; takes, closes or notes an anomaly; reports one that a person found.",
    arguments: {
      act: required(
        oneOf(
          "act",
          ["list", "ack", "close", "note", "new", "link"],
          "new asks for what no option gives; link opens the anomaly without login, where config/ has such links",
        ),
      ),
      id: text("id", "the anomaly, such as 2026-11-23-001"),
      said: text("words", "close: fixed, false_alarm or duplicate; note: the note"),
    },
    options: {
      ...records,
      json,
      name: text("name", "ack, close, note: who does it"),
      reason: text("text", "close: why"),
      title: text("text", "new: in one line"),
      ...fields,
    },
    example: "ack 2026-11-23-001 --name Marie",
    run: async ({ act, id, said, json, ...flags }) =>
      (await import("../anomaly.ts")).anomaly({ act, id, said, json, flags }),
  }),
  command("remediation", {
    does: "Shows what was repaired without anybody and what still may be; forbids all of it, or allows it again.",
    arguments: { act: otherwise("show", oneOf("act", ["show", "stop", "allow"], "what to do")) },
    options: {
      environment: otherwise("local", environment),
      for: otherwise("12h", text("duration", "stop: for how long, so that nobody forgets it for ever")),
      name: text("name", "stop: who forbids it"),
    },
    example: "stop --environment production --for 2h --name Marie",
    run: async ({ act, environment, for: time, name }) =>
      (await import("../remediation.ts")).remediation({ act, environment, time, name }),
  }),
  command("incident", {
    does: "Tells the public of an anomaly on the status page, in people's words and both languages.",
    arguments: {
      act: required(oneOf("act", ["list", "say", "hide"], "list shows what the public reads")),
      id: text("id", "the anomaly, such as 2026-11-23-001"),
    },
    options: {
      environment: otherwise("local", environment),
      services: text("services", "say: which, separated by commas; those told last where nothing is said"),
      state: { ...text("state", "say: how they are; as told last where nothing is said"), among: publicStates },
      fr: text("text", "say: what visitors read in French"),
      en: text("text", "say: what visitors read in English"),
      name: text("name", "who does it"),
    },
    example: "hide 2026-11-23-001",
    run: async (asked) => (await import("../incident.ts")).incident(asked),
  }),
  command("status-page", {
    does: "Writes what visitors feel, as files for any static host: docs/status-page.md.",
    arguments: { environment: required(environment) },
    options: {
      out: required(text("directory", "where")),
      prometheus: address("where the figures come from, when it is not the environment's own"),
      json,
    },
    example: "production --out site",
    exits: { 2: "something does not answer: what it said last stands there, with its time" },
    // 2 is an answer here.
    misuse: 1,
    run: async ({ environment, ...asked }) => {
      const { loadConfig } = await import("../../config/load.ts");
      return (await import("../status-page.ts")).statusPage(loadConfig(environment), asked);
    },
  }),
  command("budget", {
    does: "Shows every error budget, what consumed it and when it is spent; a step that stops a release.",
    arguments: { environment: required(environment) },
    options: { prometheus: address("where the figures come from, when it is not the environment's own"), json },
    example: "production",
    exits: {
      0: "all of them have something left",
      1: "one is spent: no release; or it failed",
      2: "one cannot be known",
    },
    // 2 is an answer here.
    misuse: 1,
    run: async ({ environment, ...asked }) => {
      const { loadConfig } = await import("../../config/load.ts");
      return (await import("../budget.ts")).budget(loadConfig(environment), asked);
    },
  }),
  command("on-call", {
    does: "Shows who is called for each role, and who is next: docs/anomalies.md#on-call.",
    arguments: { environment: required(environment) },
    options: { at: text("time", "not now, but then, such as 2026-12-24T10:00:00+01:00"), json },
    example: "production --at 2026-12-24T10:00:00+01:00",
    run: async ({ environment, ...asked }) => {
      const { loadConfig } = await import("../../config/load.ts");
      return (await import("../on-call.ts")).onCall(loadConfig(environment), asked);
    },
  }),
  command("journey", {
    does: "Walks through the site in Chromium as a visitor does, before and after a deployment: docs/journeys.md.",
    arguments: {
      name: oneOf(
        "name",
        ["search", "sign-in", "register", "ticket"],
        "where none is named, all that leave nothing: ticket sends one",
      ),
    },
    options: {
      environment: otherwise("local", environment),
      site: address("its site, when it is not that of the probe web-home"),
      announcement: text("path", "the announcement that was made for journeys, when it is not the environment's own"),
      "account-file": text(
        "file",
        "the account that was made for journeys: its address and, on a second line, its password",
      ),
      pictures: otherwise(
        "pictures",
        text("directory", "where a picture of a failed step goes, what people typed blurred"),
      ),
      json,
    },
    example: "search --environment staging",
    exits: { 0: "visitors get to their end", 1: "they do not" },
    run: async ({ environment, ...asked }) => {
      const { loadConfig } = await import("../../config/load.ts");
      return (await import("../journey.ts")).journey(loadConfig(environment), asked);
    },
  }),
  command("report", {
    does: "Makes the monthly report: objectives met or missed, figures beside the month before, anomalies.",
    options: {
      ...records,
      month: {
        ...text("month", "such as 2026-11; the present one where nothing is said"),
        read(given: readonly string[], name: string) {
          const said = given.at(-1);
          if (said === undefined) return undefined;
          const month = monthOf(said);
          if (month === undefined) throw new Misuse(`${name}: "${said}" is no month`, "write it as 2026-11");
          return month;
        },
      },
      prometheus: address("where the figures come from, when it is not the environment's own address"),
      html: toggle("as a page of its own, for screens and for paper; also when the file ends in .html"),
      json,
      to: text("file", "write it there"),
    },
    example: "--month 2026-11 --to report.html",
    run: async (asked) => (await import("../report.ts")).report(asked),
  }),
];
