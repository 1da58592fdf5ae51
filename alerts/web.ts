import { webReachable } from "../signals/web.ts";
import { hostDown } from "./host.ts";
import { alert, because } from "./model/alert.ts";
import { justBeyond, justWithin, spike, steady } from "./model/example.ts";
import { command } from "./model/step.ts";

export const webDown = alert("WebDown", {
  on: webReachable,
  category: "functionality",
  takesPlatformDown: true,
  levels: { critical: { below: 1, for: "30s" } },
  causes: [because(hostDown)],
  summary: {
    fr: "La page d'accueil ne répond plus comme prévu ({{instance}})",
    en: "The home page no longer answers as expected ({{instance}})",
  },
  impact: {
    fr: "Le site est inaccessible ou affiche une erreur.",
    en: "The web site is out of reach or shows an error.",
  },
  next: [
    command("curl -sS -D - -o /dev/null https://www.benevoclic.fr/", {
      fr: "Lire l'erreur : nom, certificat ou code HTTP",
      en: "Read the error: name, certificate or HTTP code",
    }),
    command("pm2 logs benevoclic-web --err --lines 50 --nostream && pm2 restart benevoclic-web", {
      fr: "Lire les erreurs du site, puis le redémarrer",
      en: "Read the web site's errors, then restart it",
    }),
    command("sudo nginx -t && systemctl status nginx --no-pager", { fr: "Vérifier nginx", en: "Check nginx" }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" })] },
});
