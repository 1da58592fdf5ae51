import { alert, because, type Likely } from "../kit/model/alert.ts";
import { justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { type Eyes, goesSlowly, shares, unknownYet, worseThanOfLate } from "../kit/model/shares.ts";
import type { Signal } from "../kit/model/signal.ts";
import { command, link, person } from "../kit/model/step.ts";
import type { Text } from "../kit/model/text.ts";
import {
  interaction,
  journeysPage,
  journeysTicket,
  largestPaint,
  layoutShift,
  registrationWorks,
  searchWorks,
  signInWorks,
  sinceWalked,
} from "../signals/journeys.ts";
import { apiDown } from "./api.ts";
import { databaseLost } from "./database.ts";
import { webEntranceDown } from "./entrance.ts";
import { hostDown } from "./host.ts";
import { databaseRefuses, deployed, outsideService } from "./likely.ts";
import { hostBusy } from "./likely-on-host.ts";
import { lastsForDays, notSimulated, ofTheJourneys } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";
import { webDown, webWrongContent } from "./web.ts";

const home = { target: "web-home" };
const siteGone = [because(hostDown), because(webEntranceDown), because(webDown, {}, home)];

const back = versionBefore("benevoclic-web", {
  fr: "Si cela a commencé avec un déploiement du site, revenir à la version précédente",
  en: "If it began with a deployment of the web site, go back to the version before it",
});
const evidence = link("{{anomalies}}/", {
  fr: "Lire dans la fiche l'étape en échec, les erreurs du navigateur et le chemin de l'image",
  en: "Read in the record the step that fails, the browser's errors and the picture's path",
});
const freeze = person("lead", {
  fr: "Décider avec le développeur principal d'arrêter les mises en production jusqu'à ce que la cause soit corrigée",
  en: "Decide with the lead developer to stop deployments until the cause is mended",
});

interface Failing {
  readonly journey: string;
  readonly on: Signal;
  readonly title: Text;
  /** "personne ne trouve d'annonce", "nobody finds an announcement". */
  readonly nobody: Text;
  readonly impact: Text;
  readonly causes?: readonly ReturnType<typeof because>[];
  readonly likely?: readonly Likely[];
}

/** What visitors come for does not work, whatever the probes say. */
const failing = (name: string, { journey, on, title, nobody, impact, causes = [], likely = [] }: Failing) =>
  alert(name, {
    title,
    on,
    category: "functionality",
    outage: true,
    levels: { critical: { below: 1, for: "45s" } },
    causes: [...siteGone, because(webWrongContent, {}, home), because(apiDown), because(databaseLost), ...causes],
    summary: {
      fr: `Dans un vrai navigateur, ${nobody.fr} ({{instance}})`,
      en: `In a real browser, ${nobody.en} ({{instance}})`,
    },
    impact,
    next: [
      evidence,
      command(`npm run journey -- ${journey} --environment {{environment}}`, {
        fr: "Le refaire depuis son poste, puis à la main : si seule la machine échoue, les mots de la page ont changé (exporters/journeys/every.ts)",
        en: "Walk it again from one's desk, then by hand: if only the machine fails, the page's words have changed (exporters/journeys/every.ts)",
      }),
      command("{{pm2}} logs benevoclic-web --err --lines 50 --nostream", {
        fr: "Lire les erreurs du site",
        en: "Read the web site's errors",
      }),
      back,
      person("lead", {
        fr: "Sinon, appeler le développeur principal, et le dire sur la page de statut",
        en: "Otherwise call the lead developer, and say it on the status page",
      }),
    ],
    likely: [deployed("benevoclic-web"), deployed("benevoclic-api"), ...likely],
    examples: {
      fires: [steady(justBeyond)],
      silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
    },
  });

export const webSearchFailing = failing("WebSearchFailing", {
  journey: "search",
  on: searchWorks,
  title: { fr: "Recherche impossible", en: "Searching impossible" },
  nobody: { fr: "personne ne trouve ni ne lit une annonce", en: "nobody finds or reads an announcement" },
  impact: {
    fr: "Les visiteurs ouvrent le site, et n'y trouvent aucune annonce.",
    en: "Visitors open the site, and find no announcement on it.",
  },
});

export const webSignInFailing = failing("WebSignInFailing", {
  journey: "sign-in",
  on: signInWorks,
  title: { fr: "Connexion impossible", en: "Signing in impossible" },
  nobody: { fr: "personne ne se connecte", en: "nobody signs in" },
  impact: {
    fr: "Les bénévoles et les associations n'entrent plus dans leur espace.",
    en: "Volunteers and associations no longer get into their own pages.",
  },
  likely: [outsideService],
});

export const webRegistrationFailing = failing("WebRegistrationFailing", {
  journey: "register",
  on: registrationWorks,
  title: { fr: "Inscription impossible", en: "Registering impossible" },
  nobody: { fr: "personne ne s'inscrit à une annonce", en: "nobody registers for an announcement" },
  impact: {
    fr: "Les bénévoles trouvent une mission et ne peuvent pas s'y inscrire : les associations restent sans aide.",
    en: "Volunteers find a mission and cannot register for it: associations remain without help.",
  },
  causes: [because(webSignInFailing, {}, { journey: "sign-in" })],
  likely: [databaseRefuses],
});

export const webPaintLate = alert("WebPaintLate", {
  provenBy: notSimulated,
  title: { fr: "Pages lentes à s'afficher", en: "Pages slow to appear" },
  on: largestPaint,
  category: "performance",
  levels: { warning: { above: 4, for: "12m" } },
  causes: siteGone,
  summary: {
    fr: "Une page met {{value}} à s'afficher dans un vrai navigateur ({{journey}}, {{step}}, limite {{limit}})",
    en: "A page takes {{value}} to appear in a real browser ({{journey}}, {{step}}, limit {{limit}})",
  },
  impact: {
    fr: "Les visiteurs regardent une page blanche ; sur un téléphone, plus longtemps encore.",
    en: "Visitors look at a blank page; on a telephone, for longer still.",
  },
  next: [
    link("https://pagespeed.web.dev/analysis?url=https%3A%2F%2Fwww.benevoclic.fr%2F", {
      fr: "Voir quel élément arrive tard, et ce qu'il attend",
      en: "See which element comes late, and what it waits for",
    }),
    back,
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const webLayoutUnsteady = alert("WebLayoutUnsteady", {
  provenBy: notSimulated,
  title: { fr: "Pages qui bougent en se chargeant", en: "Pages that move while they load" },
  on: layoutShift,
  category: "performance",
  levels: { warning: { above: 0.25, for: "12m" } },
  causes: siteGone,
  summary: {
    fr: "{{value}} de l'écran bouge pendant qu'une page se charge ({{journey}}, {{step}}, limite {{limit}})",
    en: "{{value}} of the screen moves while a page loads ({{journey}}, {{step}}, limit {{limit}})",
  },
  impact: {
    fr: "Les visiteurs perdent leur ligne, et pressent un autre bouton que celui qu'ils voulaient.",
    en: "Visitors lose their line, and press another button than the one they meant.",
  },
  next: [
    link("https://pagespeed.web.dev/analysis?url=https%3A%2F%2Fwww.benevoclic.fr%2F", {
      fr: "Voir quel élément bouge : image sans taille, bandeau, police",
      en: "See which element moves: an image without a size, a banner, a font",
    }),
    back,
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const webInteractionSlow = alert("WebInteractionSlow", {
  provenBy: notSimulated,
  title: { fr: "Pages lentes à répondre", en: "Pages slow to answer" },
  on: interaction,
  category: "performance",
  levels: { warning: { above: 0.5, for: "12m" } },
  causes: siteGone,
  summary: {
    fr: "La page met {{value}} à répondre à un clic ({{journey}}, {{step}}, limite {{limit}})",
    en: "The page takes {{value}} to answer a click ({{journey}}, {{step}}, limit {{limit}})",
  },
  impact: {
    fr: "Les visiteurs pressent deux fois, et croient le site bloqué.",
    en: "Visitors press twice, and believe that the site hangs.",
  },
  next: [
    link("https://pagespeed.web.dev/analysis?url=https%3A%2F%2Fwww.benevoclic.fr%2F", {
      fr: "Voir quel script occupe le navigateur",
      en: "See which script keeps the browser busy",
    }),
    back,
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

const eyes: Eyes = { on: searchWorks, good: true };
const explained = [
  ...siteGone,
  because(apiDown),
  because(webSearchFailing, {}, { journey: "search" }),
  because(webSignInFailing, {}, { journey: "sign-in" }),
  because(webRegistrationFailing, {}, { journey: "register" }),
];

export const webJourneysBurning = alert("WebJourneysBurning", {
  title: { fr: "Budget des parcours consommé trop vite", en: "Journeys' budget burning" },
  on: journeysPage,
  category: "functionality",
  levels: { critical: { above: 1, for: "0s" } },
  tellsLate:
    "what burns fast is told within minutes by the short one of its windows; the journey's own alert tells sooner",
  causes: explained,
  provenBy: notSimulated,
  summary: {
    fr: "Les parcours des visiteurs sur {{instance}} usent leur budget {{value}} fois plus vite que la limite",
    en: "Visitors' journeys on {{instance}} spend their budget {{value}} times faster than the limit",
  },
  wellAgain: {
    fr: "Les parcours aboutissent de nouveau assez souvent pour tenir leur objectif",
    en: "Journeys get to their end often enough again to keep their objective",
  },
  impact: {
    fr: "Par moments, chercher, se connecter ou s'inscrire échoue ; à ce rythme, le budget de 30 jours dure 5 jours au plus.",
    en: "At times searching, signing in or registering fails; at this pace the budget of 30 days lasts 5 days at most.",
  },
  next: [evidence, back, freeze],
  likely: [deployed("benevoclic-web"), deployed("benevoclic-api"), hostBusy],
  examples: {
    fires: [
      steady(justBeyond),
      ...worseThanOfLate(eyes),
      shares("every other walk fails, for ever", 7, (hour) => (hour < 6 ? 0 : 0.5), eyes),
    ],
    silent: [
      steady(justWithin),
      unknownYet(0.4, eyes),
      shares("one failure that the next walk ended", 7, (hour) => (hour >= 6.5 && hour < 6.52 ? 0.33 : 0), eyes),
    ],
  },
});

export const webJourneysLeaking = alert("WebJourneysLeaking", {
  provenBy: lastsForDays,
  title: { fr: "Budget des parcours qui s'effrite", en: "Journeys' budget leaking" },
  on: journeysTicket,
  category: "functionality",
  levels: { warning: { above: 1, for: "0s" } },
  tellsLate: "loses the objective over days: three of them tell it from an outage that is over",
  causes: [...explained, because(webJourneysBurning)],
  summary: {
    fr: "Les parcours des visiteurs sur {{instance}} usent leur budget {{value}} fois plus vite que la limite, depuis des jours",
    en: "Visitors' journeys on {{instance}} spend their budget {{value}} times faster than the limit, for days",
  },
  wellAgain: {
    fr: "Les parcours aboutissent de nouveau assez souvent pour tenir leur objectif",
    en: "Journeys get to their end often enough again to keep their objective",
  },
  impact: {
    fr: "Quelques échecs, mais sans cesse ; à ce rythme, l'objectif de 99,9 % sur 30 jours ne sera pas tenu.",
    en: "Few failures, but again and again; at this pace the objective of 99.9 % over 30 days will not be met.",
  },
  next: [evidence, freeze],
  examples: goesSlowly(eyes, "one failure every day"),
});

/** What ails the journeys themselves. */
export const monitoringJourneysStale = alert("MonitoringJourneysStale", {
  provenBy: ofTheJourneys,
  title: { fr: "Parcours arrêtés", en: "Journeys stopped" },
  on: sinceWalked,
  category: "system",
  levels: { warning: { above: 600, for: "1m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Le parcours {{journey}} n'a pas été fait depuis {{value}} sur {{instance}} (limite {{limit}})",
    en: "The journey {{journey}} was not walked for {{value}} on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; mais une recherche, une connexion ou une inscription en panne ne serait vue que par les sondes.",
    en: "None for visitors; but a search, a sign-in or a registration that is broken would be seen by the probes alone.",
  },
  next: [
    command("{{docker}} logs --since 30m {{journeys_container}} 2>&1 | tail -20", {
      fr: "Lire pourquoi : le navigateur ne démarre pas, manque de mémoire, ou se fige",
      en: "Read why: the browser does not start, lacks memory, or hangs",
    }),
    command("{{docker}} stats --no-stream {{journeys_container}}", {
      fr: "Si la mémoire est à sa limite : deployment.services.journeys.memory",
      en: "If its memory is at its limit: deployment.services.journeys.memory",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), oneMissedScrape],
  },
});
