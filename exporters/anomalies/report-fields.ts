import { type Category, categories } from "../../kit/model/category.ts";
import { type Severity, severities } from "../../kit/model/level.ts";
import type { Text } from "../../kit/model/text.ts";
import { terms } from "../../kit/model/words.ts";
import type { ReportAnswers } from "./report-answers.ts";
import type { Report } from "./store.ts";

/** A field of the form by which people report an anomaly: of the GitHub issue form, and of `npm run anomaly -- new`. */
export interface ReportField {
  /** The issue form shows it, so that the answer stands under it: both languages at once. */
  readonly label: string;
  readonly question: Text;
  readonly options?: readonly string[];
  /** Answers that are taken though no option says them. */
  readonly accepts?: RegExp;
  readonly required?: true;
}

/** As the files in config/ are called. */
export const environmentName = /^[a-z][a-z0-9-]{0,49}$/;

const components = [
  "api",
  "frontend",
  "database",
  "host",
  "processes",
  "business",
  "security",
  "quality",
  "monitoring",
] as const;

/** The fields of benevoclic.md section 7 that a person can know. Never a user's name, mail or telephone number. */
export const reportFields = {
  description: { label: "Description", question: { fr: "Que se passe-t-il ?", en: "What happens?" }, required: true },
  severity: {
    label: "Gravité / Severity",
    question: terms.severity,
    options: severities,
    required: true,
  },
  category: {
    label: "Catégorie / Category",
    question: terms.category,
    options: categories,
    required: true,
  },
  component: {
    label: "Composant / Component",
    question: { fr: "Composant", en: "Component" },
    options: components,
    required: true,
  },
  environment: {
    label: "Environnement / Environment",
    question: terms.environment,
    // Those that people usually mean; a new environment is a file in config/, and needs no line here.
    options: ["production", "staging", "development"],
    accepts: environmentName,
    required: true,
  },
  detection: {
    label: "Détection / Detection method",
    question: { fr: "Qui l'a vue", en: "Who noticed it" },
    options: ["manual", "user_report"],
    required: true,
  },
  impact: {
    label: "Ressenti par les utilisateurs / User impact",
    question: { fr: "Que ressentent les utilisateurs ?", en: "What do users feel?" },
  },
  noticed: {
    label: "Vue le / Noticed at",
    question: {
      fr: "Depuis quand (par exemple 2026-11-23 14:30, heure de Paris) ?",
      en: "Since when (such as 2026-11-23 14:30, Paris time)?",
    },
  },
  ticket: {
    label: "Ticket de support / Support ticket",
    question: { fr: "Numéro du ticket de support", en: "Number of the support ticket" },
  },
} as const satisfies Readonly<Record<keyof ReportAnswers, ReportField>>;

/** What GitHub writes for a field that was left empty. */
const noAnswer = "_No response_";

/** The answers as GitHub's issue forms write them: a heading a field. */
export function formBody(answers: ReportAnswers): string {
  return Object.entries(reportFields)
    .map(([name, { label }]) => `### ${label}\n\n${answers[name as keyof ReportAnswers]?.trim() || noAnswer}`)
    .join("\n\n");
}

/** Reads such a body. What is missing or is no option gets the least alarming value: a report is never refused. */
export function reportIn<Ref>(ref: Ref, title: string, body: string, at: Date): Report<Ref> {
  const sections = new Map(
    body
      .split(/(?:^|\n)### /)
      .slice(1)
      .map((section) => {
        const [label = "", ...rest] = section.split("\n");
        return [label.trim(), rest.join("\n").trim()];
      }),
  );
  const answer = (name: keyof typeof reportFields) => {
    const said = sections.get(reportFields[name].label) ?? "";
    return said === noAnswer ? "" : said;
  };
  const ticket = /^[A-Za-z0-9-]{1,40}$/.exec(answer("ticket"))?.[0];
  const component = answer("component");
  return {
    ...{ ref, at, ticket },
    title: title.replace(/^\[[^\]]*\]\s*/, "") || "?",
    description: answer("description") || (sections.size === 0 ? body : ""),
    severity: severities.find((one): one is Severity => one === answer("severity")) ?? "info",
    category: categories.find((one): one is Category => one === answer("category")) ?? "functionality",
    component: component === "frontend" ? "web" : (components.find((one) => one === component) ?? "api"),
    environment: environmentName.exec(answer("environment"))?.[0] ?? "production",
    detection: answer("detection") === "user_report" ? "user_report" : "manual",
    impact: answer("impact"),
    noticedAt: parisTime(answer("noticed")),
  };
}

/** `2026-11-23 14:30` in Paris. */
function parisTime(text: string): Date | undefined {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/.exec(text) ?? [];
  for (const offset of ["+02:00", "+01:00"]) {
    const instant = new Date(`${day}T${time}:00${offset}`);
    if (Number.isNaN(instant.getTime())) return undefined;
    const back = instant.toLocaleString("sv-SE", { timeZone: "Europe/Paris" });
    if (back.startsWith(`${day} ${time}`)) return instant;
  }
  return undefined;
}
