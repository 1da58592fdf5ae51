import { z } from "zod";
import { inline } from "../../kit/model/github-markdown.ts";
import type { Text } from "../../kit/model/text.ts";
import { terms } from "../../kit/model/words.ts";
import type { PostEndpoint } from "../program/serve.ts";
import { digest, isOpen, keyOf } from "./anomaly.ts";
import type { Alert } from "./notification.ts";
import type { Recorder } from "./recorder.ts";
import { reportEndpoint } from "./report-endpoint.ts";
import { type Locale, lasted } from "./sheet.ts";

const texts = z.record(z.string(), z.string());
const instant = z.iso.datetime();
const outcomes = ["healed", "failed", "refused", "dry_run"] as const;

/** What the remediation tells of a fault that is over: exporters/remediation/report.ts. */
const reportSchema = z.strictObject({
  labels: texts,
  annotations: texts,
  startsAt: instant,
  endsAt: instant,
  done: z
    .array(
      z.strictObject({
        ...{ action: z.string(), target: z.string(), said: z.string(), outcome: z.enum(outcomes), why: z.string() },
        at: instant,
      }),
    )
    .min(1),
});
type Report = z.output<typeof reportSchema>;

const words = {
  title: terms.selfHealing,
  healed: { fr: "a suffi : le signal est redevenu bon", en: "helped: its signal is well again" },
  failed: { fr: "sans effet : le signal est resté mauvais", en: "did not help: its signal stayed bad" },
  refused: terms.refused,
  dry_run: {
    fr: "aurait été fait : la configuration ne le permet pas ici",
    en: "would have been done: config/ does not allow it here",
  },
  seen: { fr: "Vu", en: "Seen" },
  lasted: {
    fr: "Du début de l'alerte à la fin de la panne",
    en: "From the beginning of the alert to the end of the fault",
  },
} satisfies Record<string, Text>;

/** Takes what was repaired without a person into the records: what was seen, done and verified, and how long it took. */
export function remediationEndpoint(
  recorder: Pick<Recorder, "record" | "act" | "anomalies">,
  { token, locale }: { readonly token: string; readonly locale: Locale },
): PostEndpoint {
  return reportEndpoint(reportSchema, { token, longestBody: 256 * 1024 }, async (report) => {
    const { labels, annotations, startsAt, endsAt, done } = report;
    const cure = done.find(({ outcome }) => outcome === "healed");
    const key = keyOf(labels);
    if (cure !== undefined) {
      const fingerprint = digest(JSON.stringify([key, "remediation", Object.entries(labels).sort()]));
      const alert: Alert = {
        ...{ fingerprint, firing: false, labels, annotations },
        ...{ startsAt: new Date(startsAt), endsAt: new Date(endsAt) },
      };
      await recorder.record([{ key, alerts: [alert], remediedBy: `${cure.action} ${cure.target}` }]);
    }
    // Of what only was tried, the record is that of the alert, where people were told.
    const anomaly = recorder.anomalies.findLast((one) => one.key === key && (cure !== undefined || isOpen(one)));
    if (anomaly === undefined) return undefined;
    const mark = `remediation-${digest(`${key} ${startsAt}`)}`;
    await recorder.act(anomaly.id, { remark: { mark, text: textOf(report, locale) } });
    return undefined;
  });
}

function textOf({ annotations, startsAt, endsAt, done }: Report, locale: Locale): string {
  const say = (text: Text) => text[locale];
  const colon = locale === "fr" ? " :" : ":";
  const tried = done.map(
    ({ said, target, outcome, why }) =>
      `- ${inline(`${said} ${target}`, 150)}${colon} ${say(words[outcome])}${outcome === "refused" ? ` (${inline(why, 150)})` : ""}`,
  );
  return [
    `**${say(words.title)}**`,
    `${say(words.seen)}${colon} ${inline(annotations.summary ?? annotations.title ?? "", 300)}`,
    tried.join("\n"),
    `${say(words.lasted)}${colon} ${lasted(Date.parse(endsAt) - Date.parse(startsAt), locale)}`,
  ].join("\n\n");
}
