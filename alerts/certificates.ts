import { probe } from "../signals/metrics/blackbox.ts";
import { seriesOf } from "../signals/model/series.ts";
import { certificateTimeLeft } from "../signals/web.ts";
import { hostDown } from "./host.ts";
import { alert, because } from "./model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "./model/example.ts";
import { command, person } from "./model/step.ts";

const day = 86_400;

/** Apart from the other alerts of the web, because an expired certificate explains those of the API as well. */
export const webCertificateExpired = alert("WebCertificateExpired", {
  on: certificateTimeLeft,
  category: "security",
  // The last second counts as none.
  levels: { critical: { below: 1, for: "0s" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Le certificat de {{target}} a expiré",
    en: "The certificate of {{target}} has expired",
  },
  impact: {
    fr: "Les navigateurs refusent la page ; l'application ne joint plus l'API.",
    en: "Browsers refuse the page; the application no longer reaches the API.",
  },
  next: [
    command("sudo certbot renew && sudo systemctl reload nginx", {
      fr: "Le renouveler et recharger nginx",
      en: "Renew it and reload nginx",
    }),
    command("sudo tail -50 /var/log/letsencrypt/letsencrypt.log", {
      fr: "Si le renouvellement échoue, lire pourquoi (port 80 fermé, DNS changé, limite atteinte)",
      en: "If the renewal fails, read why (port 80 closed, DNS changed, rate limit)",
    }),
    person("lead", {
      fr: "S'il échoue encore, appeler le développeur principal",
      en: "If it still fails, call the lead developer",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      given("the probe refuses the expired certificate, and no longer tells when it expired", (context) => [
        seriesOf(probe.certificateExpiry, { instance: context.instance }, [
          ...Array.from({ length: 12 }, () => 12 * context.interval),
          ...Array.from({ length: 60 }, () => null),
        ]),
      ]),
    ],
    silent: [
      steady(justWithin),
      given("no TLS at all, as on a developer's machine", (context) => [
        seriesOf(
          probe.success,
          { instance: context.instance, target: "web-home" },
          Array.from({ length: 60 }, () => 1),
        ),
      ]),
    ],
  },
});

export const webCertificateExpiring = alert("WebCertificateExpiring", {
  on: certificateTimeLeft,
  category: "security",
  repeats: "24h",
  // With a week left it can wait for the day; with half a day it expires before somebody looks.
  levels: { warning: { below: 21 * day, for: "10m" }, critical: { below: day / 2, for: "1m" } },
  causes: [because(hostDown), because(webCertificateExpired)],
  summary: {
    fr: "Le certificat de {{target}} expire dans {{value}} (limite {{limit}})",
    en: "The certificate of {{target}} expires in {{value}} (limit {{limit}})",
  },
  impact: {
    fr: "Rien encore ; une fois expiré, les navigateurs refuseront la page.",
    en: "Nothing yet; once expired, browsers will refuse the page.",
  },
  next: [
    command("systemctl list-timers certbot.timer --no-pager; sudo certbot certificates", {
      fr: "Le renouvellement automatique a échoué : voir s'il est encore programmé",
      en: "The automatic renewal has failed: see whether it is still scheduled",
    }),
    command("sudo certbot renew --dry-run", {
      fr: "Essayer sans rien changer, et lire l'erreur",
      en: "Try without changing anything, and read the error",
    }),
    command("sudo certbot renew && sudo systemctl reload nginx", {
      fr: "Le renouveler et recharger nginx",
      en: "Renew it and reload nginx",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("renewed in time", (context) => [
        seriesOf(
          probe.certificateExpiry,
          { instance: context.instance },
          Array.from({ length: 60 }, (_, index) => (index < 6 ? 5 : 90) * day),
        ),
      ]),
    ],
  },
});
