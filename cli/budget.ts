import type { Config } from "../config/load.ts";
import { type AnomalyPast, anomalyPastSchema } from "../exporters/anomalies/past.ts";
import type { Locale } from "../kit/model/text.ts";
import { ratio } from "../kit/model/unit.ts";
import { type Budget, budgetsOf } from "../reports/budgets.ts";
import { serviceLevelsIn } from "../signals/service-levels.ts";
import { askDesk } from "./desk.ts";
import { prometheusOf } from "./prometheus-of.ts";

/** Of records that may have consumed a budget of 30 days. */
const days = 31;
/** How many of them are named. */
const named = 5;

/**
 * Every error budget, the least first, with what consumed it. Ends with 1 when one is spent: stop releases; with 2 when one cannot
 * be known.
 */
export async function budget(
  config: Config,
  { prometheus, json }: { readonly prometheus: string | undefined; readonly json: boolean },
): Promise<void> {
  const { environment, locale } = config;
  const ask = prometheusOf(environment, prometheus);
  const orNothing = (what: string) => (error: Error) => {
    console.error(`${what}: ${error.message.split("\n")[0]}`);
    return [];
  };
  const anomalies = await askDesk(environment, { command: "past", days })
    .then((text): AnomalyPast[] => anomalyPastSchema.array().parse(JSON.parse(text)))
    .catch(orNothing("The recorder does not answer, what consumed a budget is not known"));
  const budgets = await budgetsOf(ask, { serviceLevels: serviceLevelsIn(config), anomalies, now: new Date() }).catch(
    orNothing("Prometheus does not answer"),
  );
  if (json) console.log(JSON.stringify(budgets.map(plain), undefined, 2));
  else for (const one of budgets) console.log(lines(one, locale).join("\n"));
  if (budgets.some(({ spent }) => spent)) process.exitCode = 1;
  else if (budgets.length === 0 || budgets.some(({ left }) => left === undefined)) process.exitCode = 2;
}

/** For programs: shares of a budget, null where nothing is known. */
const plain = ({ level, left, spent, spentAt, consumers }: Budget) => ({
  ...{ objective: level.name, left: left ?? null, spent, spentAt: spentAt?.toISOString() ?? null },
  consumers: consumers.map(({ anomaly, share }) => ({ anomaly: anomaly?.id ?? null, share })),
});

const words = {
  unknown: { fr: "inconnu : pas de mesure récente", en: "unknown: no recent measurement" },
  left: { fr: "il en reste", en: "left:" },
  spent: { fr: "ÉPUISÉ : pas de mise en production", en: "SPENT: no releases" },
  runsOut: { fr: "épuisé le", en: "spent on" },
  atThisPace: { fr: "à ce rythme", en: "at this pace" },
  nobody: { fr: "sans anomalie connue", en: "no known anomaly" },
  more: { fr: "autres", en: "others" },
} as const;

function lines({ level, left, spent, spentAt, consumers }: Budget, locale: Locale): string[] {
  const t = (key: keyof typeof words) => words[key][locale];
  const share = (value: number) => ratio.text(Math.round(value * 1000) / 1000, locale);
  if (left === undefined) return [`${level.title[locale]}  ${t("unknown")}`];
  const day = spentAt?.toLocaleDateString(locale === "fr" ? "fr-FR" : "en-GB", { timeZone: "Europe/Paris" });
  const forecast = spent ? `  ${t("spent")}` : day ? `  ${t("runsOut")} ${day} ${t("atThisPace")}` : "";
  const others = consumers.slice(named).reduce((sum, one) => sum + one.share, 0);
  return [
    `${level.title[locale]}  ${t("left")} ${share(left)}${forecast}`,
    ...consumers
      .slice(0, named)
      .map(
        (one) =>
          `    ${share(one.share).padStart(8)}  ${one.anomaly ? `${one.anomaly.id} ${one.anomaly.title}` : t("nobody")}`,
      ),
    ...(others > 0 ? [`    ${share(others).padStart(8)}  ${t("more")}`] : []),
  ];
}
