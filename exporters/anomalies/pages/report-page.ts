import { categoryWords, severityWords } from "../../../kit/model/words.ts";
import type { PageAnswer } from "../../program/serve.ts";
import type { ReportAnswers } from "../report-answers.ts";
import { type ReportField, reportFields } from "../report-fields.ts";
import type { Locale } from "../sheet.ts";
import { detectionWords } from "../words.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { say } from "./words.ts";

type Field = keyof typeof reportFields;
const fields = Object.entries(reportFields) as [Field, ReportField][];
/** Characters of one answer. */
const longest = 2_000;

/** What a form said, and which of its questions still want an answer. */
interface Filled {
  readonly title: string;
  readonly answers: ReportAnswers;
  readonly missing: readonly string[];
}

export function filledIn(form: URLSearchParams, locale: Locale): Filled {
  const said = (name: string) => (form.get(name) ?? "").trim().slice(0, longest);
  const answers = Object.fromEntries(fields.map(([name]) => [name, said(name)]));
  const missing = fields
    .filter(([name, { required, options, accepts }]) => {
      const answer = said(name);
      return required && !(accepts?.test(answer) ?? options?.includes(answer) ?? answer !== "");
    })
    .map(([, { question }]) => question[locale]);
  const title = said("title").slice(0, 200);
  return { title, answers, missing: title === "" ? [say.inOneLine[locale], ...missing] : missing };
}

interface Asked {
  readonly locale: Locale;
  readonly name: string;
  readonly token: string;
  /** What is chosen before anybody chose. */
  readonly environment: string;
  /** The form as it was sent, incomplete. */
  readonly filled?: Filled;
}

/** The form by which people report what no alert saw. */
export function reportPage({ locale, name, token, environment, filled }: Asked): PageAnswer {
  const chosen: ReportAnswers = filled?.answers ?? {
    environment,
    severity: "warning",
    detection: "user_report",
    category: "functionality",
  };
  const title = say.report[locale];
  return page(
    { locale, name, title: `${title} · Benevoclic`, ...(filled && { status: 400 }) },
    html`<h1>${title}</h1>
${filled && filled.missing.length > 0 ? html`<p class="card wrong" role="alert">${say.incomplete[locale]} ${filled.missing.join(", ")}</p>` : undefined}
<form method="post" action="/anomalies/report" class="card">
<input type="hidden" name="token" value="${token}">
<label for="title">${say.inOneLine[locale]}</label><input id="title" name="title" required maxlength="200" value="${filled?.title ?? ""}">
${fields.map(([field, about]) => input(field, about, chosen[field] ?? "", locale))}
<p class="hint">${say.noPersonalData[locale]}</p>
<button class="main">${say.send[locale]}</button>
</form>`,
  );
}

function input(
  name: Field,
  { question, options, accepts, required }: ReportField,
  value: string,
  locale: Locale,
): Html {
  const label = html`<label for="${name}">${question[locale]}${required ? undefined : html` <span class="hint">(${say.optional[locale]})</span>`}</label>`;
  if (options)
    return html`${label}<select id="${name}" name="${name}">${[...(accepts?.test(value) && !options.includes(value) ? [value] : []), ...options].map((one) => option(one, one === value, locale))}</select>`;
  if (name === "description" || name === "impact")
    return html`${label}<textarea id="${name}" name="${name}" maxlength="${longest}"${required ? html` required` : undefined}>${value}</textarea>`;
  return html`${label}<input id="${name}" name="${name}" maxlength="100" value="${value}">`;
}

const option = (one: string, selected: boolean, locale: Locale): Html =>
  html`<option value="${one}"${selected ? html` selected` : undefined}>${wordOf(one, locale)}</option>`;

const named: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  ...severityWords,
  ...categoryWords,
  ...detectionWords,
  frontend: { fr: "site", en: "site" },
  database: { fr: "base de données", en: "database" },
  host: { fr: "serveur", en: "server" },
  processes: { fr: "processus", en: "processes" },
  business: { fr: "activité (missions, inscriptions)", en: "business (events, sign-ups)" },
  quality: { fr: "qualité", en: "quality" },
  monitoring: { fr: "surveillance", en: "monitoring" },
  development: { fr: "développement", en: "development" },
  staging: { fr: "préproduction", en: "staging" },
};
const wordOf = (option: string, locale: Locale): string => named[option]?.[locale] ?? option;
