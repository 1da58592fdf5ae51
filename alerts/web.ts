import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, person } from "../kit/model/step.ts";
import { restart, rollback, webApp } from "../parts/remedies.ts";
import { probe } from "../signals/metrics/blackbox.ts";
import { webContentWrong, webReachable, webResponseTime } from "../signals/web.ts";
import { apiDown } from "./api.ts";
import { webCertificateExpired } from "./certificates.ts";
import { webEntranceDown } from "./entrance.ts";
import { hostDown } from "./host.ts";
import { deployed, nginxStopped } from "./likely.ts";
import { killed } from "./likely-on-host.ts";

export const webDown = alert("WebDown", {
  title: { fr: "Site arrêté", en: "Site down" },
  on: webReachable,
  category: "functionality",
  takesPlatformDown: true,
  levels: { critical: { below: 1, for: "45s" } },
  causes: [because(hostDown), because(webEntranceDown), because(webCertificateExpired)],
  heals: [restart(webApp, { atMost: 2, per: "1h" }), rollback(webApp, { whenDeployedWithin: "30m" })],
  summary: {
    fr: "Le site ne répond plus ({{instance}})",
    en: "The web site no longer answers ({{instance}})",
  },
  wellAgain: { fr: "Le site répond de nouveau", en: "The web site answers again" },
  impact: {
    fr: "Personne ne voit le site : page introuvable, erreur du serveur ou attente sans fin.",
    en: "Nobody sees the web site: no page, a server error or an endless wait.",
  },
  next: [
    command("curl -sS -m 10 -D - -o /dev/null {{public_web}}/", {
      fr: "Lire l'erreur : nom, certificat ou code HTTP",
      en: "Read the error: name, certificate or HTTP code",
    }),
    command("{{pm2}} logs benevoclic-web --err --lines 50 --nostream && {{pm2}} restart benevoclic-web", {
      fr: "Lire les erreurs du site, puis le redémarrer",
      en: "Read the web site's errors, then restart it",
    }),
    command("sudo nginx -t && systemctl status nginx --no-pager", {
      fr: "S'il répond sur le port 5482 mais pas de l'extérieur, vérifier nginx",
      en: "If it answers on port 5482 but not from outside, check nginx",
    }),
    person("lead", {
      fr: "S'il ne repart pas, appeler le développeur principal",
      en: "If it does not come back, call the lead developer",
    }),
  ],
  likely: [deployed("benevoclic-web"), killed("benevoclic-web"), nginxStopped],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("an error page, which is another alert's concern", ({ instance, interval }) => {
        const labels = { instance, target: "web-home" };
        const samples = Array.from({ length: 600 / interval }, () => 1);
        return [
          seriesOf(
            probe.success,
            labels,
            samples.map(() => 0),
          ),
          seriesOf(probe.unexpectedContent, labels, samples),
        ];
      }),
    ],
  },
});

export const webWrongContent = alert("WebWrongContent", {
  title: { fr: "Site sans son contenu", en: "Site without its content" },
  on: webContentWrong,
  category: "functionality",
  outage: true,
  levels: { critical: { above: 0, for: "45s" } },
  causes: [because(hostDown), because(apiDown)],
  heals: [restart(webApp, { atMost: 1, per: "1h" }), rollback(webApp, { whenDeployedWithin: "30m" })],
  summary: {
    fr: "La page d'accueil s'affiche sans son contenu ({{instance}})",
    en: "The home page appears without its content ({{instance}})",
  },
  wellAgain: {
    fr: "La page d'accueil montre de nouveau ce qu'elle doit",
    en: "The home page shows again what it should",
  },
  impact: {
    fr: "Les visiteurs voient une page vide, une page d'erreur ou celle d'un autre site.",
    en: "Visitors see an empty page, an error page or that of another site.",
  },
  next: [
    command("curl -sS -m 10 {{public_web}}/ | sed 's/<[^>]*>/ /g' | tr -s ' \\n' | head -c 1500", {
      fr: "Lire ce que les visiteurs voient",
      en: "Read what visitors see",
    }),
    command("{{pm2}} logs benevoclic-web --err --lines 50 --nostream && {{pm2}} restart benevoclic-web", {
      fr: "Page d'erreur de Nuxt : lire les erreurs du site, puis le redémarrer",
      en: "Nuxt's error page: read the web site's errors, then restart it",
    }),
    command(
      "{{git}} -C {{checkouts}}/benevoclic-web log -3 --format='%h %cd %s'; grep -rn server_name /etc/nginx/sites-enabled/",
      {
        fr: "Autre page : revenir au déploiement d'avant, ou corriger le site que nginx sert",
        en: "Another page: go back to the deploy before, or correct the site that nginx serves",
      },
    ),
  ],
  likely: [deployed("benevoclic-web"), nginxStopped],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const webSlow = alert("WebSlow", {
  title: { fr: "Site lent", en: "Site slow" },
  on: webResponseTime,
  category: "performance",
  levels: { warning: { above: 3, for: "5m" } },
  causes: [because(hostDown), because(webDown), because(apiDown)],
  summary: {
    fr: "La page d'accueil met {{value}} à arriver (limite {{limit}})",
    en: "The home page takes {{value}} to arrive (limit {{limit}})",
  },
  impact: {
    fr: "Les visiteurs attendent chaque page ; beaucoup renoncent.",
    en: "Visitors wait for every page; many give up.",
  },
  next: [
    command(
      "curl -sS -o /dev/null -w 'DNS %{time_namelookup} TLS %{time_appconnect} 1er octet %{time_starttransfer} total %{time_total}\\n' {{public_web}}/",
      {
        fr: "Voir où le temps passe : nom, TLS, attente du site ou transfert",
        en: "See where the time goes: name, TLS, waiting for the site or transfer",
      },
    ),
    command("curl -sS -o /dev/null -w '%{time_total}\\n' {{web}}/ {{public_api}}/announcements", {
      fr: "Comparer le site sans nginx et l'API dont il a besoin : le plus lent est le coupable",
      en: "Compare the site without nginx and the API it needs: the slower one is to blame",
    }),
    command("{{pm2}} restart benevoclic-web", {
      fr: "Si le site seul est lent, le redémarrer",
      en: "If the web site alone is slow, restart it",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      given("three pages in four are slow", ({ instance, interval, level }) => [
        seriesOf(
          probe.duration,
          { instance, target: "web-home" },
          Array.from({ length: 1200 / interval }, (_, index) => (index % 4 === 3 ? 0.3 : 1.3) * level.limit),
        ),
      ]),
    ],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("one slow page in a while, as on a cold cache", ({ instance, interval, level }) => [
        seriesOf(
          probe.duration,
          { instance, target: "web-home" },
          Array.from({ length: 1200 / interval }, (_, index) => (index % 12 === 0 ? 1.3 * level.limit : 0.2)),
        ),
      ]),
    ],
  },
});
