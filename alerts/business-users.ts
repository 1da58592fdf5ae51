import { alert, because, becauseAny } from "../kit/model/alert.ts";
import { countedToday, inWeeks, throughSpans } from "../kit/model/arrivals.ts";
import { given } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { activeUsersOfUsual, signUpsOfUsual } from "../signals/business.ts";
import { business } from "../signals/metrics/business.ts";
import { apiDown } from "./api.ts";
import { businessRefreshFailing } from "./business.ts";
import { businessDataLost } from "./business-data.ts";
import { hostDown } from "./host.ts";
import { lastsForDays } from "./proven-by.ts";

const hour = 3600;
const day = 86_400;
const site = "https://www.benevoclic.fr/";

export const businessSignUpsStopped = alert("BusinessSignUpsStopped", {
  provenBy: lastsForDays,
  title: { fr: "Nouveaux comptes presque arrêtés", en: "New accounts nearly stopped" },
  on: signUpsOfUsual,
  category: "functionality",
  levels: { warning: { below: 0.05, for: "10m" } },
  tellsLate: "people register a few times a day: it compares hours to days, as traffic allows, with the weeks before",
  causes: [because(hostDown), because(apiDown), because(businessRefreshFailing, {}, { collection: "users" })],
  summary: {
    fr: "Presque plus de nouveaux comptes : {{value}} de l'habitude à cette heure et ce jour",
    en: "Hardly any new accounts: {{value}} of the usual at this time on this weekday",
  },
  impact: {
    fr: "De nouveaux bénévoles et associations n'arrivent sans doute plus à créer leur compte.",
    en: "New volunteers and associations can probably no longer create an account.",
  },
  next: [
    link(site, {
      fr: "Créer soi-même un compte d'essai",
      en: "Create a test account yourself",
    }),
    link("https://status.firebase.google.com/", {
      fr: "Vérifier l'état de Firebase Auth",
      en: "Check the state of Firebase Auth",
    }),
    command("pm2 logs benevoclic-api --err --lines 100 --nostream | grep -iE 'auth|firebase'", {
      fr: "Lire les erreurs de création de compte",
      en: "Read the errors of account creation",
    }),
    person("lead", { fr: "Prévenir le développeur principal", en: "Tell the lead developer" }),
  ],
  examples: {
    fires: throughSpans(business.usersRegistered, { window: "1d" }, 10).fires,
    silent: [
      given("the exporter was away for two days", (context) =>
        countedToday(business.usersRegistered, { window: "1d" }, context, {
          days: 25,
          perHour: () => 0.3,
          unknown: (at) => at > inWeeks(3) && at < inWeeks(3, 50 * hour),
        }),
      ),
      given("none, but one a day is usual", (context) =>
        countedToday(business.usersRegistered, { window: "1d" }, context, {
          days: 24,
          perHour: (at) => (at < inWeeks(3) ? 1 / 24 : 0),
        }),
      ),
    ],
  },
});

export const businessActiveUsersDropping = alert("BusinessActiveUsersDropping", {
  provenBy: lastsForDays,
  title: { fr: "Utilisateurs actifs en baisse", en: "Active users dropping" },
  on: activeUsersOfUsual,
  category: "functionality",
  levels: { warning: { below: 0.7, for: "2h" } },
  tellsLate: "people register a few times a day: it compares hours to days, as traffic allows, with the weeks before",
  causes: [because(hostDown), because(apiDown), becauseAny(businessDataLost)],
  summary: {
    fr: "Utilisateurs actifs sur 7 jours : {{value}} de l'habitude (limite {{limit}})",
    en: "Users active within 7 days: {{value}} of the usual (limit {{limit}})",
  },
  impact: {
    fr: "Des bénévoles ne reviennent plus : connexion en panne pour certains, ou désaffection.",
    en: "Volunteers no longer come back: logging in fails for some, or they lose interest.",
  },
  next: [
    link(
      "{{prometheus}}/graph?g0.expr=sum%20by%20(success%2Cprovider)%20(increase(login_attempts_total%5B1d%5D))&g0.range_input=4w",
      {
        fr: "Comparer les connexions réussies et refusées de chaque fournisseur sur 4 semaines",
        en: "Compare each provider's successful and refused logins over 4 weeks",
      },
    ),
    link(
      "{{prometheus}}/graph?g0.expr=sum%20by%20(role)%20(benevoclic_users_active%7Bwindow%3D%227d%22%7D)&g0.range_input=4w",
      {
        fr: "Voir quel rôle manque : bénévoles ou associations",
        en: "See which role is missing: volunteers or associations",
      },
    ),
    person("lead", {
      fr: "En parler au développeur principal aux heures ouvrées",
      en: "Talk to the lead developer in working hours",
    }),
  ],
  examples: {
    fires: [
      given("fallen below the limit since half a day", (context) => {
        const { level } = context;
        return active(context, 22, (at) => (at < inWeeks(3, 12 * hour) ? 900 : 900 * level.limit * 0.98));
      }),
      given("fallen among just enough", (context) =>
        active(context, 22, (at) => (at < inWeeks(3, 12 * hour) ? 52 : 20)),
      ),
    ],
    silent: [
      given("fallen, but not below the limit", (context) => {
        const { level } = context;
        return active(context, 22, (at) => (at < inWeeks(3, 12 * hour) ? 900 : 900 * level.limit * 1.02));
      }),
      given("fallen, but only since two weeks known", (context) =>
        active(context, 15, (at) => (at < inWeeks(2) ? 900 : 300)),
      ),
      given("fallen among just too few", (context) =>
        active(context, 22, (at) => (at < inWeeks(3, 12 * hour) ? 48 : 20)),
      ),
      given("fallen among a handful", (context) => active(context, 22, (at) => (at < inWeeks(3, 12 * hour) ? 40 : 10))),
    ],
  },
});

const active = (
  { instance, interval }: { instance: string; interval: number },
  days: number,
  users: (at: number) => number,
) => [
  seriesOf(
    business.usersActive,
    { instance, window: "7d" },
    Array.from({ length: (days * day) / interval }, (_, index) => users(index * interval)),
  ),
];
