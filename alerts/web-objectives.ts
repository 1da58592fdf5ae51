import { alert, because } from "../kit/model/alert.ts";
import { justBeyond, justWithin, steady } from "../kit/model/example.ts";
import { type Eyes, goesSlowly, shares, unknownYet, worseThanOfLate } from "../kit/model/shares.ts";
import { command, link, person } from "../kit/model/step.ts";
import { webReachable } from "../signals/web.ts";
import { webAvailabilityPage, webAvailabilityTicket } from "../signals/web-objectives.ts";
import { webCertificateExpired } from "./certificates.ts";
import { hostDown } from "./host.ts";
import { deployed, nginxStopped } from "./likely.ts";
import { hostBusy } from "./likely-on-host.ts";
import { lastsForDays } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";
import { webDown, webWrongContent } from "./web.ts";

const probes: Eyes = { on: webReachable, good: true };
const home = { target: "web-home" };

const next = [
  link("{{prometheus}}/graph?g0.range_input=6h&g0.expr=probe_success%7Btarget%3D%22web-home%22%7D", {
    fr: "Voir quand le site ne répondait pas : une longue panne ou beaucoup de courtes, à quel rythme",
    en: "See when the web site did not answer: one long outage or many short ones, and how often",
  }),
  command("{{pm2}} show benevoclic-web | grep -E 'restarts|uptime' && sudo tail -50 /var/log/nginx/error.log", {
    fr: "Voir s'il redémarre, ou si nginx ne le joint plus qu'une fois sur deux",
    en: "See whether it restarts, or nginx reaches it only every other time",
  }),
  versionBefore("benevoclic-web", {
    fr: "Si cela a commencé avec un déploiement, revenir à la version précédente",
    en: "If it began with a deployment, go back to the version before it",
  }),
];

const freeze = person("lead", {
  fr: "Décider avec le développeur principal d'arrêter les mises en production jusqu'à ce que la cause soit corrigée",
  en: "Decide with the lead developer to stop deployments until the cause is mended",
});

export const webAvailabilityBurning = alert("WebAvailabilityBurning", {
  title: { fr: "Disponibilité du site consommée trop vite", en: "Web availability burning" },
  on: webAvailabilityPage,
  category: "functionality",
  levels: { critical: { above: 1, for: "0s" } },
  tellsLate:
    "what burns fast is told within minutes by the short one of its windows; WebDown tells of an outage sooner",
  causes: [
    because(hostDown),
    because(webDown, {}, home),
    because(webWrongContent, {}, home),
    because(webCertificateExpired, {}, home),
  ],
  summary: {
    fr: "Le site de {{instance}} use son budget d'indisponibilité {{value}} fois plus vite que la limite",
    en: "The web site of {{instance}} spends its unavailability budget {{value}} times faster than the limit",
  },
  wellAgain: {
    fr: "Le site répond de nouveau assez souvent pour tenir son objectif",
    en: "The web site answers often enough again to keep its objective",
  },
  impact: {
    fr: "Par moments, le site ne s'affiche pas ; à ce rythme, les 43 minutes permises en 30 jours durent 5 jours au plus.",
    en: "At times the web site does not appear; at this pace the 43 minutes allowed in 30 days last 5 days at most.",
  },
  next: [...next, freeze],
  likely: [deployed("benevoclic-web"), nginxStopped, hostBusy],
  examples: {
    fires: [
      steady(justBeyond),
      ...worseThanOfLate(probes),
      shares("half of the probes fail, for ever", 7, (hour) => (hour < 6 ? 0 : 0.5), probes),
      // Ten seconds of 240.
      shares("it crashes every four minutes", 8, (hour) => (hour < 6 ? 0 : 0.042), probes),
    ],
    silent: [
      steady(justWithin),
      unknownYet(0.4, probes),
      shares("an outage of 40 seconds", 7, (hour) => (hour >= 6.5 && hour < 6.52 ? 0.33 : 0), probes),
    ],
  },
});

export const webAvailabilityLeaking = alert("WebAvailabilityLeaking", {
  provenBy: lastsForDays,
  title: { fr: "Disponibilité du site qui s'effrite", en: "Web availability leaking" },
  on: webAvailabilityTicket,
  category: "functionality",
  levels: { warning: { above: 1, for: "0s" } },
  tellsLate: "loses the objective over days: three of them tell it from an outage that is over",
  causes: [
    because(hostDown),
    because(webDown, {}, home),
    because(webWrongContent, {}, home),
    because(webCertificateExpired, {}, home),
    because(webAvailabilityBurning),
  ],
  summary: {
    fr: "Le site de {{instance}} use son budget d'indisponibilité {{value}} fois plus vite que la limite, depuis des jours",
    en: "The web site of {{instance}} spends its unavailability budget {{value}} times faster than the limit, for days",
  },
  wellAgain: {
    fr: "Le site répond de nouveau assez souvent pour tenir son objectif",
    en: "The web site answers often enough again to keep its objective",
  },
  impact: {
    fr: "De courtes coupures répétées ; à ce rythme, l'objectif de 99,9 % sur 30 jours ne sera pas tenu.",
    en: "Short outages again and again; at this pace the objective of 99.9 % over 30 days will not be met.",
  },
  next: [...next, freeze],
  examples: goesSlowly(probes, "an outage of 40 seconds every day"),
});
