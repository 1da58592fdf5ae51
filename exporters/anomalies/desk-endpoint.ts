import { z } from "zod";
import type { KeptLine } from "../../kit/model/log-store.ts";
import { logServices } from "../../signals/metrics/log-sources.ts";
import type { Log } from "../program/log.ts";
import type { PostAnswer, PostEndpoint } from "../program/serve.ts";
import type { Anomaly } from "./anomaly.ts";
import { listOf } from "./desk.ts";
import { explainingServices, type Lines, lastQuarter, quarterAround } from "./lines.ts";
import { announce, fulfil, longestText } from "./pages/acts.ts";
import type { Alerts } from "./pages/alertmanager.ts";
import { anomaliesSince } from "./past.ts";
import { publicIncidents } from "./public-incidents.ts";
import { announcementSchema } from "./public-text.ts";
import type { Recorder } from "./recorder.ts";
import { reportFields } from "./report-fields.ts";
import type { Locale } from "./sheet.ts";
import { Failed } from "./store.ts";
import { same } from "./webhooks.ts";

const text = z.string().max(longestText);
const id = z.string().max(40);
/** What `npm run anomaly`, `npm run incident`, `npm run status-page` and `npm run budget` ask of a recorder that runs elsewhere. */
const deskSchema = z.discriminatedUnion("command", [
  /** All records, closed ones too: for the monthly report. */
  z.strictObject({ command: z.literal("records") }),
  z.strictObject({ command: z.literal("list"), json: z.boolean().default(false) }),
  z.strictObject({
    ...{ command: z.literal("act"), id, by: z.string().max(60), text: text.default("") },
    act: z.enum(["take", "fixed", "false_alarm", "duplicate", "note"]),
  }),
  z.strictObject({ command: z.literal("link"), id }),
  /** Around an anomaly, of those who explain it, or of one service; of the last quarter of an hour where no anomaly is named. */
  z.strictObject({ command: z.literal("lines"), id: id.optional(), service: z.enum(logServices).optional() }),
  z.strictObject({ command: z.literal("public") }),
  z.strictObject({ command: z.literal("past"), days: z.int().min(1).max(366) }),
  z.strictObject({
    ...{ command: z.literal("publish"), id, by: z.string().max(60) },
    /** Without it, the public reads nothing of the anomaly any more. */
    announcement: announcementSchema.optional(),
  }),
  z.strictObject({
    ...{ command: z.literal("report"), title: z.string().min(1).max(300) },
    answers: z.partialRecord(z.enum(Object.keys(reportFields) as [keyof typeof reportFields]), text),
  }),
]);
export type Desk = z.input<typeof deskSchema>;

/**
 * The operators' commands, for a program on the recorder's own host that may read its token. What people did is in the record
 * before it is answered.
 *
 * @param linkTo a path that opens an anomaly without login for a time; undefined where there are no such links
 */
export function deskEndpoint(
  recorder: Pick<Recorder, "anomalies" | "act" | "report" | "ready">,
  {
    token,
    linkTo,
    lines,
    ...hands
  }: {
    token: string;
    linkTo: ((id: string) => string) | undefined;
    alerts: Alerts | undefined;
    lines: Lines | undefined;
    locale: Locale;
    log: Log;
  },
): PostEndpoint {
  const done = (wrong: string | undefined, text: string): PostAnswer =>
    wrong === undefined ? { status: 200, text } : { status: 400, text: wrong };
  const answer = async (asked: z.output<typeof deskSchema>): Promise<PostAnswer> => {
    const now = new Date();
    if (asked.command === "list") return { status: 200, text: listOf(recorder.anomalies, now, asked.json) };
    if (asked.command === "records") return { status: 200, text: JSON.stringify(recorder.anomalies) };
    if (asked.command === "public") return { status: 200, text: JSON.stringify(publicIncidents(recorder.anomalies)) };
    if (asked.command === "past") {
      const since = new Date(now.getTime() - asked.days * 86_400_000);
      return { status: 200, text: JSON.stringify(anomaliesSince(recorder.anomalies, since)) };
    }
    if (asked.command === "report") {
      await recorder.report(asked.title, asked.answers);
      return { status: 200, text: "Reported; `list` shows it with its id within half a minute." };
    }
    if (asked.command === "lines" && asked.id === undefined) return written(lines, undefined, asked.service, now);
    const wanted = (asked.id ?? "").toUpperCase().replace(/^(ANOM-)?/, "ANOM-");
    const anomaly = recorder.anomalies.find((one) => one.id === wanted);
    if (!anomaly) return { status: 404, text: `There is no anomaly ${wanted}.` };
    if (asked.command === "lines") return written(lines, anomaly, asked.service, now);
    if (asked.command === "link")
      return linkTo
        ? { status: 200, text: linkTo(anomaly.id) }
        : { status: 404, text: "links without login are switched off: anomalies.linksLast in config/" };
    if (asked.command === "publish") {
      const wrong = await announce(anomaly, asked.announcement, asked.by, { recorder, ...hands });
      return done(wrong, `${anomaly.id}: the public reads it with the next status page`);
    }
    const wrong = await fulfil(anomaly, { ...asked, act: asked.act }, { recorder, ...hands }, now);
    return done(wrong, `${anomaly.id}: ${asked.act}, which stands in its record now`);
  };

  const refuse: PostEndpoint["refuse"] = ({ authorization = "" }) =>
    same(authorization, `Bearer ${token}`)
      ? undefined
      : { status: 401, text: "show the bearer token of the file recorder-token" };
  const take: PostEndpoint["take"] = async ({ body }) => {
    if (!recorder.ready) return { status: 503, text: "the records are being read; try again in a moment" };
    let asked: z.output<typeof deskSchema>;
    try {
      asked = deskSchema.parse(JSON.parse(body.toString("utf8")));
    } catch (error) {
      return { status: 400, text: error instanceof z.ZodError ? z.prettifyError(error) : "the body is not JSON" };
    }
    try {
      return await answer(asked);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      return { status: 503, text: `${error.message}: ${error.remedy}` };
    }
  };
  return { refuse, take, longestBody: 64 * 1024, atOnce: 4 };
}

/** Of a quarter of an hour: more than anybody reads. In a bad one, each line has a stack, and thousands are alike. */
const readAtMost = { lines: 10_000, bytes: 4 * 1024 * 1024 };

/** What was written around an anomaly, or lately. */
export interface Written {
  readonly services: readonly string[];
  readonly from: string;
  readonly to: string;
  /** There were more lines than these. */
  readonly cut: boolean;
  readonly lines: readonly KeptLine[];
}

async function written(
  lines: Lines | undefined,
  anomaly: Anomaly | undefined,
  service: string | undefined,
  now: Date,
): Promise<PostAnswer> {
  if (lines === undefined)
    return { status: 404, text: "No logs are collected in this environment: config/ gives it no jobs.logs." };
  const services = service === undefined ? anomaly && explainingServices(anomaly) : [service];
  if (services === undefined)
    return {
      status: 404,
      text: `Nobody's lines are known to explain it: name a service, of ${logServices.join(", ")}.`,
    };
  const span = anomaly ? quarterAround(anomaly, now) : lastQuarter(now);
  try {
    const answer: Written = {
      ...{ services, from: span.from.toISOString(), to: span.to.toISOString() },
      ...(await lines.written(services, span, readAtMost)),
    };
    return { status: 200, text: JSON.stringify(answer) };
  } catch (error) {
    return { status: 503, text: `The log store cannot be asked: ${(error as Error).message}` };
  }
}
