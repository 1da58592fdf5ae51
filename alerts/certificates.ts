import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, person } from "../kit/model/step.ts";
import { machine, renewCertificate } from "../parts/remedies.ts";
import { probe } from "../signals/metrics/blackbox.ts";
import { certificateLifeLeft, certificateTimeLeft } from "../signals/web.ts";
import { hostDown } from "./host.ts";
import { certificateNotLoaded, certificateOld, firewallClosed } from "./likely.ts";

const day = 86_400;
const perHour = (interval: number) => 3600 / interval;

const renew = [
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
];

/** Apart from the other alerts of the web, because an expired certificate explains those of the API as well. */
export const webCertificateExpired = alert("WebCertificateExpired", {
  title: { fr: "Certificat expiré", en: "Certificate expired" },
  on: certificateTimeLeft,
  category: "security",
  // The last second counts as none.
  levels: { critical: { below: 1, for: "0s" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Le certificat de {{target}} a expiré",
    en: "The certificate of {{target}} has expired",
  },
  wellAgain: {
    fr: "Le certificat de {{target}} est de nouveau valable",
    en: "The certificate of {{target}} is valid again",
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
  likely: [certificateOld, certificateNotLoaded, firewallClosed],
  examples: {
    fires: [
      steady(justBeyond),
      given("the probe refuses the expired certificate, and no longer tells when it expired", (context) => [
        seriesOf(probe.certificateExpiry, { instance: context.instance, target: "web-home" }, [
          ...Array.from({ length: 12 }, () => 12 * context.interval),
          ...Array.from({ length: 7 * perHour(context.interval) }, () => null),
        ]),
        seriesOf(
          probe.success,
          { instance: context.instance, target: "web-home" },
          Array.from({ length: 12 + 7 * perHour(context.interval) }, (_, index) => (index < 12 ? 1 : 0)),
        ),
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
  title: { fr: "Certificat bientôt expiré", en: "Certificate expiring soon" },
  on: certificateTimeLeft,
  category: "security",
  levels: { critical: { below: day, for: "1m" } },
  causes: [because(hostDown), because(webCertificateExpired)],
  summary: {
    fr: "Le certificat de {{target}} expire dans {{value}} (limite {{limit}})",
    en: "The certificate of {{target}} expires in {{value}} (limit {{limit}})",
  },
  wellAgain: { fr: "Le certificat de {{target}} est renouvelé", en: "The certificate of {{target}} is renewed" },
  impact: {
    fr: "Rien encore ; dans quelques heures, les navigateurs refuseront la page.",
    en: "Nothing yet; in a few hours browsers will refuse the page.",
  },
  next: renew,
  likely: [certificateOld, certificateNotLoaded, firewallClosed],
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
          Array.from({ length: 60 }, (_, index) => (index < 3 ? 0.5 : 90) * day),
        ),
      ]),
    ],
  },
});

/** A certificate that was seen new, and of which so much is left now. */
const aged = (of: number, left: number) =>
  given(`${left} days left of ${of}`, ({ instance, interval }) => [
    seriesOf(
      probe.certificateExpiry,
      { instance },
      Array.from({ length: 40 }, (_, index) => index * interval + (index === 0 ? of : left) * day),
    ),
  ]);
const unseen = (left: number) =>
  given(`${left} days left of one that nobody saw new`, ({ instance, interval }) => [
    seriesOf(
      probe.certificateExpiry,
      { instance },
      Array.from({ length: 40 }, (_, index) => index * interval + left * day),
    ),
  ]);
/** Seen new, and renewed in time by another, which has then aged itself. */
const renewed = (name: string, from: number, to: number, left: number) =>
  given(name, ({ instance, interval }) => [
    seriesOf(
      probe.certificateExpiry,
      { instance },
      Array.from({ length: 60 }, (_, index) => {
        const remains = index === 0 ? from : index < 8 ? 0.35 * from : index < 20 ? to : left;
        return index * interval + remains * day;
      }),
    ),
  ]);

export const webCertificateRenewalLate = alert("WebCertificateRenewalLate", {
  title: { fr: "Renouvellement du certificat en retard", en: "Certificate renewal late" },
  on: certificateLifeLeft,
  category: "security",
  endsAtOnce: "a certificate has been renewed or it has not: nothing swings",
  repeats: "24h",
  // certbot renews when a third is left, and tries twice a day.
  levels: { warning: { below: 0.3, for: "10m" } },
  causes: [because(hostDown), because(webCertificateExpired), because(webCertificateExpiring)],
  heals: [renewCertificate(machine, { atMost: 1, per: "24h" })],
  summary: {
    fr: "Le certificat de {{target}} aurait dû être renouvelé : il lui reste {{value}} de sa durée",
    en: "The certificate of {{target}} should have been renewed: {{value}} of its lifetime are left",
  },
  impact: {
    fr: "Rien encore ; une fois expiré, les navigateurs refuseront la page.",
    en: "Nothing yet; once expired, browsers will refuse the page.",
  },
  next: renew,
  examples: {
    fires: [
      steady(justBeyond),
      aged(90, 26),
      aged(64, 19),
      aged(45, 13),
      aged(6.66, 1.9),
      unseen(13),
      unseen(2),
      renewed("a shorter one than before, late", 90, 45, 13),
      renewed("a longer one than before", 45, 90, 26),
    ],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      aged(90, 28),
      aged(64, 20),
      aged(45, 14),
      aged(6.66, 2.1),
      unseen(14),
      unseen(6),
      renewed("a shorter one than before, whose time has not come", 90, 45, 14),
      renewed("another of the same lifetime", 90, 90, 89),
    ],
  },
});
