import { up } from "./kinds/up.ts";
import { probe } from "./metrics/blackbox.ts";
import { signal } from "./model/signal.ts";

export const webReachable = signal(
  "instance:web_reachable:min",
  up({
    gauge: probe.success,
    where: ['target="web-home"'],
    example: { target: "web-home" },
    per: ["instance"],
    title: { fr: "Site joignable", en: "Web site reachable" },
    about: {
      fr: "1 quand la page d'accueil répond et contient le texte attendu.",
      en: "1 while the home page answers and contains the expected text.",
    },
  }),
);
