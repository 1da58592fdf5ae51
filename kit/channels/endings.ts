import type { Environment } from "../model/environment.ts";
import { goString } from "../model/figures.ts";
import { colon } from "../model/text.ts";
import { type Mark, resolvedMark, words } from "./messages.ts";
import { define, timeSpan } from "./template-parts.ts";

/** The critical level has ended, and the warning goes on: nothing is well yet. */
const lowerMark: Mark = { icon: "🔽", word: { fr: "Redescendu à", en: "Down to" }, colour: "#d97706" };
/** Its rule or its host is no longer there: nobody knows whether anything is well. */
const unwatchedMark: Mark = {
  icon: "⚪",
  word: { fr: "N'est plus surveillé", en: "No longer watched" },
  colour: "#52525b",
};

/** What is written of each of the ways in which an alert ends. Alertmanager calls all of them resolved. */
interface Endings {
  readonly well: string;
  readonly lower: string;
  readonly unwatched: string;
}

/** Which way an alert ended, `.` being the alert. */
function byEnding({ alerts, config }: Environment, { well, lower, unwatched }: Endings): string {
  const names = alerts.map(({ alert }) => alert.name).join("|");
  const elsewhere = `and .Labels.instance (ne .Labels.instance ${goString(config.host)})`;
  return (
    `{{ if or (not (match "^(${names})$" .Labels.alertname)) (${elsewhere}) }}${unwatched}` +
    `{{ else if .Annotations.level_below }}${lower}{{ else }}${well}{{ end }}`
  );
}

/** The marks of ends, for titles, and the colour of a mail's stripe. `.` is the alert. */
export function endingTemplates(environment: Environment): string[] {
  const { locale } = environment.config;
  const mark = ({ icon, word }: Mark) => `${icon} ${word[locale]}`;
  return [
    define(
      "end",
      byEnding(environment, {
        well: mark(resolvedMark),
        lower: `${mark(lowerMark)} {{ .Annotations.level_below }}`,
        unwatched: mark(unwatchedMark),
      }),
    ),
    define(
      "end.colour",
      byEnding(environment, {
        ...{ well: resolvedMark.colour, lower: lowerMark.colour, unwatched: unwatchedMark.colour },
      }),
    ),
  ];
}

/**
 * An end in one line: after how long, and what is well again in the alert's own words. What is not well is called by its
 * title. `.` is the alert.
 *
 * @param pipeline protects the channel from what label values contain
 */
export function endedTemplate(environment: Environment, name: string, pipeline: string, icons = true): string {
  const { config } = environment;
  const { locale } = config;
  const own = (annotation: string) =>
    `{{ with .Annotations.${annotation} }}{{ .${pipeline} }}{{ else }}{{ .Annotations.summary${pipeline} }}{{ end }}`;
  const after = ` ${words.after[locale]} ${timeSpan(".EndsAt.Sub .StartsAt", config)}`;
  const mark = ({ icon, word }: Mark) => `${icons ? `${icon} ` : ""}${word[locale]}`;
  return define(
    name,
    byEnding(environment, {
      well: `${mark(resolvedMark)}${after}${colon[locale]} ${own("well_again")}`,
      lower: `${mark(lowerMark)} {{ .Annotations.level_below }}${after}${colon[locale]} ${own("title")}`,
      unwatched: `${mark(unwatchedMark)}${colon[locale]} ${own("title")}`,
    }),
  );
}
