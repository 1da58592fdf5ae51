import { counterRate } from "../kit/kinds/counter-rate.ts";
import { errorRatio } from "../kit/kinds/error-ratio.ts";
import { promql } from "../kit/model/promql.ts";
import { counted, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { count } from "../kit/model/unit.ts";
import { api, peoplesRequests } from "./metrics/api.ts";
import { usualLogins } from "./seasonal.ts";

/** What takes minutes to matter is not evaluated at each scrape. */
const every = "30s";

const failed = 'success="false"';

export const failedLogins = signal("instance:security_failed_logins:rate5m", {
  ...counterRate({
    counter: api.logins,
    where: [failed],
    example: { success: "false" },
    over: "5m",
    per: ["instance"],
    title: { fr: "Connexions refusées par seconde", en: "Failed logins per second" },
    about: {
      fr: "Tentatives de connexion que l'API refuse, sur 5 minutes. Un soir ordinaire : une toutes les 45 secondes.",
      en: "Login attempts that the API refuses, over 5 minutes. An ordinary evening: one every 45 seconds.",
    },
  }),
  every,
});

export const failedLoginsHourly = signal("instance:security_failed_logins:hourly", {
  unit: count,
  per: ["instance"],
  over: "1h",
  every: "1m",
  title: { fr: "Connexions refusées par heure", en: "Failed logins per hour" },
  about: {
    fr:
      "Le rythme des connexions refusées, médiane de la dernière heure : un attaquant patient essaie peu de mots de " +
      "passe à la fois, mais ne s'arrête pas. Une soirée ordinaire en compte 80 par heure.",
    en:
      "The pace of failed logins, median of the last hour: a patient attacker tries few passwords at a time, but does " +
      "not stop. An ordinary evening has 80 an hour.",
  },
  // A median: a burst of some minutes, told by itself, does not linger here for an hour; nor may it be half of what is
  // recorded so far.
  expr: promql`3600 * quantile_over_time(0.5, ${failedLogins}[1h]) and ${failedLogins} offset 30m`,
  needsAllOfIt: true,
  produce: ({ values, interval, labels }) => {
    const perSecond = values.map((value) => (value === null ? null : value / 3600));
    return [seriesOf(api.logins, { success: "false", ...labels }, counted(perSecond, interval))];
  },
});

export const failedLoginShare = signal("instance:security_failed_logins:ratio5m", {
  ...errorRatio({
    bad: { counter: api.logins, where: [failed], example: { success: "false" } },
    all: { counter: api.logins },
    over: "5m",
    per: ["instance"],
    title: { fr: "Part des connexions refusées", en: "Share of failed logins" },
    about: {
      fr: "Part des tentatives de connexion que l'API refuse, sur 5 minutes. D'ordinaire 8 % : les fautes de frappe.",
      en: "Share of the login attempts that the API refuses, over 5 minutes. Usually 8 %: typing errors.",
    },
  }),
  every,
});

const byProvider = {
  bad: { counter: api.logins, where: [failed], example: { success: "false" } },
  all: { counter: api.logins },
  per: ["instance", "provider"],
} as const;

/** At such a time whoever tries passwords is alone. */
const hardlyAnybodySignsIn = promql`on (instance) max_over_time(${usualLogins}[3h]) < ${18 / 3600}`;

const refusedByProvider = errorRatio({
  ...byProvider,
  over: "4m",
  title: { fr: "Connexions refusées par fournisseur", en: "Failed logins by provider" },
  about: {
    fr:
      "Part des connexions refusées pour chaque moyen de connexion (email, google…), sur 4 minutes. Quand toutes " +
      "échouent, ce n'est plus la faute des visiteurs : Firebase, ses clés ou sa configuration. Sans valeur aux heures " +
      "où presque personne ne se connecte d'habitude : qui essaie alors des mots de passe est seul.",
    en:
      "Share of failed logins for each way to sign in (email, google…), over 4 minutes. When all fail, it is not the " +
      "visitors' fault any more: Firebase, its keys or its configuration. No value at times when hardly anybody signs " +
      "in usually: whoever tries passwords then is alone.",
  },
});

export const providerFailures = signal("provider:security_failed_logins:ratio4m", {
  ...refusedByProvider,
  expr: promql`${refusedByProvider.expr} unless ${hardlyAnybodySignsIn}`,
  every,
});

const refusedInAnHour = errorRatio({
  ...byProvider,
  over: "1h",
  title: { fr: "Connexions refusées par fournisseur (1 h)", en: "Failed logins by provider (1 h)" },
  about: {
    fr: "Le même rapport sur une heure : quand une connexion n'arrive que toutes les deux minutes, c'est lui qui est sûr.",
    en: "The same share over an hour: when a login comes only every other minute, this is the one that is certain.",
  },
});

export const providerFailuresHourly = signal("provider:security_failed_logins:ratio1h", {
  ...refusedInAnHour,
  expr: promql`${refusedInAnHour.expr} unless ${hardlyAnybodySignsIn}`,
  every: "1m",
});

export const accessRefused = signal("instance:security_access_refused:rate5m", {
  ...counterRate({
    counter: api.requests,
    where: [peoplesRequests, 'path!="/auth/login"', 'status=~"401|403"'],
    example: { path: "/user/current-user", status: "401" },
    over: "5m",
    per: ["instance"],
    title: { fr: "Accès refusés par seconde", en: "Access refused per second" },
    about: {
      fr:
        "Réponses 401 et 403 par seconde, connexions à part. On ne voit que les routes sans identifiant (/support, " +
        "/user/current-user…) : les refus d'une adresse avec identifiant ne sont comptés que sous l'adresse brute, " +
        "que Prometheus ne garde pas. Qui parcourt l'API touche aussi ces routes-là.",
      en:
        "Answers 401 and 403 per second, logins aside. Only routes without an id are seen (/support, " +
        "/user/current-user…): refusals of an address with an id are counted under the raw address only, which " +
        "Prometheus does not keep. Whoever walks through the API meets those routes as well.",
    },
  }),
  every,
});
