import { alert, because, becauseAny } from "../kit/model/alert.ts";
import type { ExampleContext } from "../kit/model/example.ts";
import { command, link, person } from "../kit/model/step.ts";
import { counterOverWeeks, evening, goneFrom, night, overWeeks, since, type Weeks } from "../kit/model/weeks.ts";
import { api } from "../signals/metrics/api.ts";
import { loginsOfLeast, loginsOfMost } from "../signals/seasonal.ts";
import { apiDown, apiUnreachable } from "./api.ts";
import { hostDown } from "./host.ts";
import { noneSinceRestart } from "./none-since-restart.ts";
import { apiTrafficFallen, apiTrafficStopped } from "./seasonal.ts";
import { securityLoginBurst, securityProviderFailing } from "./security.ts";
import { versionBefore } from "./version-before.ts";

/** Successful logins over weeks, one every four seconds in the evening. */
const signIns = (context: ExampleContext, weeks: Weeks) => [
  counterOverWeeks(context, weeks, { metric: api.logins, peak: () => 0.25 }),
];

export const apiLoginsFallen = alert("ApiLoginsFallen", {
  title: { fr: "Connexions inhabituellement rares", en: "Unusually few logins" },
  on: loginsOfLeast,
  category: "functionality",
  levels: { warning: { below: 1, for: "5m" } },
  tellsLate: "reads the weeks before as well; of the present, no more than an hour",
  causes: [
    because(hostDown),
    because(apiDown),
    because(apiUnreachable),
    because(apiTrafficStopped),
    because(apiTrafficFallen),
    becauseAny(securityProviderFailing),
  ],
  summary: {
    fr: "Les connexions réussies sur {{instance}} sont à {{value}} du minimum habituel à cette heure",
    en: "Successful logins on {{instance}} are at {{value}} of the least that is usual at this time",
  },
  impact: {
    fr: "Des visiteurs voient le site mais ne peuvent pas se connecter : ni inscription à une annonce, ni publication.",
    en: "Visitors see the web site but cannot sign in: no registration for an announcement, no publication.",
  },
  next: [
    link("https://www.benevoclic.fr/", {
      fr: "Se connecter avec un compte d'essai, par e-mail puis par Google, et lire l'erreur dans la console du navigateur",
      en: "Sign in with a test account, by e-mail and then by Google, and read the error in the browser's console",
    }),
    link("https://status.firebase.google.com/", {
      fr: "Voir si Firebase Authentication est en panne",
      en: "See whether Firebase Authentication is down",
    }),
    versionBefore("benevoclic-web", {
      fr: "Si le site vient d'être déployé, revenir à la version précédente",
      en: "If the web site was just deployed, go back to the version before it",
    }),
    person("lead", { fr: "Sinon, appeler le développeur principal", en: "If not, call the lead developer" }),
  ],
  examples: {
    fires: [overWeeks("nobody signs in any more from 19:30 on", goneFrom(19.5), signIns), noneSinceRestart(signIns)],
    silent: [
      overWeeks(
        "three quarters of the usual logins",
        { until: evening, course: since({ day: 22, hour: 19 }, 0.75) },
        signIns,
      ),
      overWeeks("a quiet night", { until: night }, signIns),
      overWeeks("clocks change: everything an hour later", { until: { day: 22, hour: 24 }, shiftedBy: -1 }, signIns),
    ],
  },
});

export const securityLoginsUnusual = alert("SecurityLoginsUnusual", {
  title: { fr: "Connexions inhabituellement nombreuses", en: "Unusually many logins" },
  on: loginsOfMost,
  category: "security",
  levels: { info: { above: 1, for: "15m" } },
  tellsLate: "reads the weeks before as well; of the present, no more than an hour",
  causes: [because(hostDown), because(securityLoginBurst)],
  summary: {
    fr: "Les connexions réussies sur {{instance}} sont à {{value}} du maximum habituel à cette heure",
    en: "Successful logins on {{instance}} are at {{value}} of the most that is usual at this time",
  },
  impact: {
    fr: "Sans doute aucun : une campagne. Sinon, des comptes volés s'ouvrent en série, ou les sessions ne tiennent plus.",
    en: "Probably none: a campaign. Otherwise stolen accounts are opened one after the other, or sessions no longer last.",
  },
  next: [
    command(
      "sudo awk '$7 ~ \"^/auth/login\" {print $1}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head",
      {
        fr: "Voir si quelques adresses ouvrent beaucoup de comptes",
        en: "See whether a few addresses open many accounts",
      },
    ),
    link("https://console.firebase.google.com/", {
      fr: "Si oui : Firebase, Authentication, Users, désactiver ces comptes et prévenir leurs titulaires",
      en: "If so: Firebase, Authentication, Users, disable these accounts and tell their owners",
    }),
  ],
  examples: {
    fires: [
      overWeeks("three times the usual logins", { until: evening, course: since({ day: 22, hour: 19 }, 3) }, signIns),
    ],
    silent: [
      overWeeks("a quarter more than usual", { until: evening, course: since({ day: 22, hour: 19 }, 1.25) }, signIns),
      overWeeks("clocks change: everything an hour earlier", { until: { day: 22, hour: 24 }, shiftedBy: 1 }, signIns),
    ],
  },
});
