import { z } from "zod";
import { inline } from "../../kit/model/github-markdown.ts";
import type { Text } from "../../kit/model/text.ts";
import type { PostEndpoint } from "../program/serve.ts";
import { digest, isOpen } from "./anomaly.ts";
import type { Recorder } from "./recorder.ts";
import { reportEndpoint } from "./report-endpoint.ts";
import type { Locale } from "./sheet.ts";

const line = z.string().max(1000);

/** What is told of a journey that fails: exporters/journeys/failure-reports.ts. Nothing in it is a person's: it was masked there. */
const reportSchema = z.strictObject({
  ...{ journey: z.string().regex(/^[a-z-]+$/), since: z.iso.datetime(), step: line, why: line },
  complaints: z.array(line).max(50),
  screenshot: line.optional(),
});
type Report = z.output<typeof reportSchema>;

const words = {
  title: { fr: "Vu par le parcours", en: "Seen by the journey" },
  step: { fr: "Étape en échec", en: "Step that fails" },
  why: { fr: "Raison", en: "Reason" },
  complaints: { fr: "Erreurs de la console et du réseau", en: "Errors of the console and the network" },
  none: { fr: "aucune", en: "none" },
  picture: { fr: "Image, sur la machine qui parcourt", en: "Picture, on the machine that walks" },
} satisfies Record<string, Text>;

/** Takes what a browser saw of a failure into the record of the alert about that journey; 404 while there is none. */
export function journeysEndpoint(
  recorder: Pick<Recorder, "act" | "anomalies">,
  { token, locale }: { readonly token: string; readonly locale: Locale },
): PostEndpoint {
  return reportEndpoint(reportSchema, { token, longestBody: 64 * 1024 }, async (report) => {
    const { journey, since } = report;
    const anomaly = recorder.anomalies.findLast((one) => isOpen(one) && one.things.includes(`journey="${journey}"`));
    if (anomaly === undefined) return { status: 404, text: "there is no record of it yet; send it again" };
    const mark = `journey-${digest(`${journey} ${since}`)}`;
    await recorder.act(anomaly.id, { remark: { mark, text: textOf(report, locale) } });
    return undefined;
  });
}

function textOf({ journey, step, why, complaints, screenshot }: Report, locale: Locale): string {
  const colon = locale === "fr" ? " :" : ":";
  const said = (what: Text, value: string) => `${what[locale]}${colon} ${value}`;
  const listed = complaints.map((one) => `- ${inline(one, 250)}`).join("\n");
  return [
    `**${words.title[locale]}** ${inline(journey, 60)}`,
    said(words.step, inline(step, 60)),
    said(words.why, inline(why, 300)),
    complaints.length === 0
      ? said(words.complaints, words.none[locale])
      : `${words.complaints[locale]}${colon}\n\n${listed}`,
    ...(screenshot ? [said(words.picture, inline(screenshot, 300))] : []),
  ].join("\n\n");
}
