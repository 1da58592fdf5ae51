import { alert, because } from "../kit/model/alert.ts";
import { countedToday, hourOf, inWeeks, throughSpans } from "../kit/model/arrivals.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { figuresAge, refreshFailures, registrationsOfUsual } from "../signals/business.ts";
import { business } from "../signals/metrics/business.ts";
import { apiDown } from "./api.ts";
import { databaseDown } from "./database.ts";
import { hostDown } from "./host.ts";
import { notSimulated } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";

const minute = 60;
const hour = 3600;
const day = 86_400;

const readExporterLog = command(
  '{{docker}} logs --since 30m {{business_exporter_container}} 2>&1 | grep -v \'"level":"info"\' | tail -20',
  { fr: "Lire l'erreur de l'exporteur", en: "Read the exporter's error" },
);

export const businessRefreshFailing = alert("BusinessRefreshFailing", {
  provenBy: notSimulated,
  title: { fr: "Lectures de MongoDB en échec", en: "Reads from MongoDB failing" },
  on: refreshFailures,
  category: "system",
  // A failover or a slow minute fails once or twice; the third failure is none of these.
  levels: { warning: { above: 2.5, for: "2m" } },
  causes: [because(hostDown), because(databaseDown)],
  summary: {
    fr: "{{value}} lectures de « {{collection}} » dans MongoDB ont échoué en 15 min",
    en: '{{value}} readings of "{{collection}}" in MongoDB failed within 15 min',
  },
  impact: {
    fr: "Aucun pour les visiteurs ; les chiffres d'activité disparaîtront au bout de 5 minutes.",
    en: "None for visitors; the business figures will disappear after 5 minutes.",
  },
  next: [
    readExporterLog,
    command("{{mongosh}} --eval 'db.runCommand({ ping: 1 })'", {
      fr: "Vérifier que MongoDB répond",
      en: "Check that MongoDB answers",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("two failures during a failover, then well again", ({ instance, interval }) => {
        const failures = Array.from({ length: (40 * minute) / interval }, (_, index) =>
          Math.min(2, Math.floor(Math.max(0, index * interval - 10 * minute) / minute)),
        );
        return [seriesOf(business.refreshFailures, { instance }, failures)];
      }),
      given("a restarted exporter counts from 0 again", ({ instance, interval }) => {
        const failures = Array.from({ length: (40 * minute) / interval }, (_, index) =>
          index * interval < 20 * minute ? 40 : 0,
        );
        return [seriesOf(business.refreshFailures, { instance }, failures)];
      }),
    ],
  },
});

export const businessFiguresStale = alert("BusinessFiguresStale", {
  provenBy: notSimulated,
  title: { fr: "Chiffres d'activité trop vieux", en: "Business figures too old" },
  on: figuresAge,
  category: "system",
  levels: { warning: { above: 10 * minute, for: "5m" } },
  causes: [because(hostDown), because(businessRefreshFailing)],
  summary: {
    fr: "Les chiffres d'activité tirés de « {{collection}} » datent de {{value}}",
    en: 'The business figures read from "{{collection}}" are {{value}} old',
  },
  impact: {
    fr: "Aucun pour les visiteurs ; un arrêt des inscriptions ou un ticket critique passerait inaperçu.",
    en: "None for visitors; registrations that stop or a critical ticket would go unnoticed.",
  },
  next: [
    readExporterLog,
    command("{{docker}} restart {{business_exporter_container}}", {
      fr: "S'il ne dit rien, il est bloqué : le redémarrer",
      en: "If it says nothing it hangs: restart it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

const site = "https://www.benevoclic.fr/";

const registrationSpans = throughSpans(business.registrations, { window: "1d" }, 10);

export const businessRegistrationsStopped = alert("BusinessRegistrationsStopped", {
  title: { fr: "Inscriptions aux annonces presque arrêtées", en: "Registrations for events nearly stopped" },
  on: registrationsOfUsual,
  category: "functionality",
  levels: { warning: { below: 0.05, for: "10m" } },
  tellsLate: "people register a few times a day: it compares hours to days, as traffic allows, with the weeks before",
  causes: [because(hostDown), because(apiDown), because(businessRefreshFailing, {}, { collection: "announcements" })],
  summary: {
    fr: "Presque plus d'inscriptions aux annonces : {{value}} de l'habitude à cette heure et ce jour",
    en: "Hardly any registrations for announcements: {{value}} of the usual at this time on this weekday",
  },
  impact: {
    fr: "Des bénévoles n'arrivent sans doute plus à s'inscrire ; les associations ne voient plus personne venir.",
    en: "Volunteers can probably no longer register; associations see nobody come.",
  },
  next: [
    link(site, {
      fr: "S'inscrire soi-même à une annonce, avec le compte d'essai",
      en: "Register for an announcement yourself, with the test account",
    }),
    command("{{pm2}} logs benevoclic-api --err --lines 100 --nostream | grep -i regist", {
      fr: "Lire les erreurs des inscriptions",
      en: "Read the errors of registrations",
    }),
    versionBefore("benevoclic-web", {
      fr: "Si le site vient d'être déployé, revenir à la version précédente (l'API : de même dans /srv/benevoclic-api)",
      en: "If the web site was just deployed, go back to the version before (the API: the same in /srv/benevoclic-api)",
    }),
    person("lead", { fr: "Prévenir le développeur principal", en: "Tell the lead developer" }),
  ],
  examples: {
    fires: [
      ...registrationSpans.fires,
      given("busy, nearly none since three hours", (context) =>
        countedToday(business.registrations, { window: "1d" }, context, {
          days: 22,
          perHour: (at) => (at < inWeeks(3, 20 * hour) ? 960 : 960 * context.level.limit * 0.95),
        }),
      ),
    ],
    silent: [
      ...registrationSpans.silent,
      given("a little more than the limit", (context) =>
        countedToday(business.registrations, { window: "1d" }, context, {
          days: 22,
          perHour: (at) => (at < inWeeks(3, 12 * hour) ? 960 : 960 * context.level.limit * 1.05),
        }),
      ),
      given("none at night, as every night", (context) =>
        countedToday(business.registrations, { window: "1d" }, context, {
          days: 23,
          perHour: (at) => (hourOf(at) >= 7 && hourOf(at) < 22 ? 12 : 0),
        }),
      ),
      given("none, but only since two weeks known", (context) =>
        countedToday(business.registrations, { window: "1d" }, context, {
          days: 15,
          perHour: (at) => (at < inWeeks(2) ? 24 : 0),
        }),
      ),
      given("clocks were put forward, and half of the registrations are cancelled", (context) =>
        countedToday(business.registrations, { window: "1d" }, context, {
          days: 22,
          perHour: (at) => (hourOf(at) % 2 === 0 ? 36 : -12),
          midnight: (at) => (at < inWeeks(2, 4 * day) ? 0 : -hour),
        }),
      ),
    ],
  },
});
