import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { remediation } from "../signals/metrics/remediation.ts";
import { healedInWeek, remediationAllowed, remediationGivenUp, sinceHealed } from "../signals/remediation.ts";
import { hostDown } from "./host.ts";
import { databaseRefuses, deployed } from "./likely.ts";
import { killed } from "./likely-on-host.ts";
import { ofTheRemediation } from "./proven-by.ts";

const look = command("npm run remediation", {
  fr: "Voir ce qui a été fait, ce qui reste permis et ce qui est interdit",
  en: "See what was done, what is still allowed and what is forbidden",
});

/** Whoever would be told in half a minute is told now: nothing more will be tried. */
export const monitoringRemediationGaveUp = alert("MonitoringRemediationGaveUp", {
  provenBy: ofTheRemediation,
  title: { fr: "Réparation automatique abandonnée", en: "Self-healing gave up" },
  on: remediationGivenUp,
  category: "functionality",
  outage: true,
  levels: { critical: { above: 0, for: "0s" } },
  endsAtOnce: "the fault itself has an alert, which goes on",
  causes: [because(hostDown)],
  summary: {
    fr: "{{target}} ne va pas, et la réparation automatique n'y peut rien sur {{instance}}",
    en: "{{target}} is not well, and self-healing cannot help on {{instance}}",
  },
  wellAgain: {
    fr: "La réparation de {{target}} n'est plus en échec sur {{instance}}",
    en: "The repair of {{target}} no longer fails on {{instance}}",
  },
  impact: {
    fr: "La panne dure : plus rien ne sera tenté sans une personne.",
    en: "The fault goes on: nothing more will be tried without a person.",
  },
  next: [
    look,
    command("{{pm2}} status; {{docker}} ps --all --filter name={{target}}", {
      fr: "Voir l'état de ce qui ne va pas",
      en: "See the state of what is not well",
    }),
    person("lead", { fr: "Sinon, appeler le développeur principal", en: "Otherwise, call the lead developer" }),
  ],
  likely: [deployed("benevoclic-api"), killed("benevoclic-api"), databaseRefuses],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      given("what was given up would only be a warning", ({ instance }) => [
        seriesOf(remediation.givenUp, { instance, level: "warning" }, [1, 1, 1, 1, 1, 1]),
      ]),
    ],
  },
});

export const monitoringHealedAgain = alert("MonitoringHealedAgain", {
  provenBy: ofTheRemediation,
  title: { fr: "Toujours la même réparation", en: "The same repair again and again" },
  on: healedInWeek,
  category: "functionality",
  levels: { warning: { above: 2, for: "1m" } },
  repeats: "24h",
  causes: [because(hostDown)],
  summary: {
    fr: "{{target}} a été réparé {{value}} fois en une semaine ({{action}}) : la cause n'est pas guérie",
    en: "{{target}} was repaired {{value}} times within a week ({{action}}): the cause is not cured",
  },
  impact: {
    fr: "À chaque fois, une demi-minute de panne ; un jour, la réparation ne suffira plus.",
    en: "Half a minute of outage each time; one day the repair will not help any more.",
  },
  next: [
    look,
    link("{{anomalies}}/", {
      fr: "Lire les fiches de ces pannes : ce qu'elles ont en commun",
      en: "Read the records of these faults: what they have in common",
    }),
    person("lead", {
      fr: "Donner les heures au développeur principal, le matin suffit",
      en: "Give the times to the lead developer; the morning is soon enough",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const monitoringRemediationForbidden = alert("MonitoringRemediationForbidden", {
  provenBy: ofTheRemediation,
  title: { fr: "Réparation automatique interdite", en: "Self-healing forbidden" },
  on: remediationAllowed,
  category: "system",
  levels: { info: { below: 1, for: "30m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "La réparation automatique est interdite ou ne peut pas demander si elle l'est, sur {{instance}}",
    en: "Self-healing is forbidden, or cannot ask whether it is, on {{instance}}",
  },
  impact: {
    fr: "Ce qui se réparait en secondes attend une personne.",
    en: "What was repaired within seconds waits for a person.",
  },
  next: [
    command("npm run remediation -- allow", {
      fr: "L'autoriser de nouveau si le travail est fini",
      en: "Allow it again if the work is done",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

/** For the morning: nobody was woken. */
export const anomalyHealed = alert("AnomalyHealed", {
  provenBy: ofTheRemediation,
  title: { fr: "Réparé sans intervention", en: "Healed by itself" },
  on: sinceHealed,
  category: "functionality",
  levels: { info: { below: 600, for: "0s" } },
  causes: [because(hostDown)],
  summary: {
    fr: "{{target}} a été réparé sans intervention ({{action}}) sur {{instance}}",
    en: "{{target}} was healed without anybody ({{action}}) on {{instance}}",
  },
  impact: {
    fr: "Une courte panne, finie ; la fiche dit ce qui a été vu, fait et vérifié.",
    en: "A short outage that is over; its record says what was seen, done and verified.",
  },
  next: [link("{{anomalies}}/", { fr: "Lire la fiche de l'anomalie", en: "Read the anomaly's record" })],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin)],
  },
});
