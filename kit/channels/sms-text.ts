import type { Environment } from "../model/environment.ts";
import { replaced } from "../model/figures.ts";
import { endedTemplate } from "./endings.ts";
import { severityMarks, told } from "./messages.ts";
import { define, foremost } from "./template-parts.ts";

/**
 * What a text message of 160 characters cannot hold, and what stands for it: one character outside GSM's own alphabet makes
 * the limit 70. Those of its extension table count twice. 3GPP TS 23.038, 6.2.1
 */
const instead: readonly (readonly [pattern: string, replacement: string])[] = [
  ["[\\s\u00a0\u202f\u2009]+", " "],
  ["[âáãā]", "a"],
  ["ç", "c"],
  ["[êëē]", "e"],
  ["[îïí]", "i"],
  ["[ôóõ]", "o"],
  ["[ûúū]", "u"],
  ["œ", "oe"],
  ["[ÀÂÁÃ]", "A"],
  ["[ÈÊË]", "E"],
  ["[ÎÏÍ]", "I"],
  ["[ÔÓÕŒ]", "O"],
  ["[ÙÛÚ]", "U"],
  ["[«»“”„]", '"'],
  ["[’‘`´]", "'"],
  ["[–—~^]", "-"],
  ["[|\\\\]", "/"],
  ["[\\[{]", "("],
  ["[\\]}]", ")"],
  ["…", "..."],
  ["€", "EUR"],
  ["[^A-Za-z0-9 @£$¥èéùìòÇØøÅåÆæßÉ!\"#¤%&'()*+,./:;<=>?¡ÄÖÑÜ§¿äöñüà_-]", "?"],
];

const gsmPipeline = instead.map(([pattern, replacement]) => replaced(pattern, replacement)).join("");
/** A text known now, in GSM's alphabet. */
export const gsm = (text: string): string =>
  instead.reduce((rest, [pattern, replacement]) => rest.replace(new RegExp(pattern, "gu"), replacement), text);

/** One text message holds so many characters. */
const longest = 160;
/** ` (+999)`: how many more alerts there are. */
const others = 7;

/** What the whole outage is told in: the worst of it, how many more, and where to act. Whoever is woken reads the rest there. */
export function smsTemplates(environment: Environment): string[] {
  const { platform, config } = environment;
  const { locale, urls } = config;
  const before = gsm(`${platform.title} ${config.environment} `);
  const word = gsm(severityMarks.critical.word[locale]);
  const door = urls.anomalies === undefined ? "" : ` ${urls.anomalies}/`;
  const room = longest - before.length - others - `${word}: `.length;
  // A very long address would leave nothing to say.
  const after = room - door.length >= told.sms.atLeast ? door : "";
  const clipped = (length: number) => gsmPipeline + replaced(`(?s)^(.{${length - 2}}).{3,}$`, "$1..");
  const more = "{{ if gt (len .) 1 }} (+{{ len (slice . 1) }}){{ end }}";
  return [
    define("sms.firing", `{{ .Annotations.summary${clipped(room - after.length)} }}`),
    // How an end begins takes 60 characters at most: "Redescendu à avertissement après 23 h 59 min : ".
    endedTemplate(environment, "sms.ended", clipped(longest - before.length - others - 60), false),
    define(
      "sms",
      `${before}{{ with .Alerts.Firing }}${word}: ${foremost('{{ template "sms.firing" . }}')}${more}${after}` +
        `{{ else }}{{ with .Alerts.Resolved }}${foremost('{{ template "sms.ended" . }}')}${more}{{ end }}{{ end }}`,
    ),
  ];
}
