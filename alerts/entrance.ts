import { alert, because } from "../kit/model/alert.ts";
import type { Condition } from "../kit/model/condition.ts";
import {
  type ExampleContext,
  given,
  held,
  justBeyond,
  justWithin,
  oneMissedScrape,
  spike,
  steady,
} from "../kit/model/example.ts";
import { promql } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link } from "../kit/model/step.ts";
import { nginx, start } from "../parts/remedies.ts";
import { probe } from "../signals/metrics/blackbox.ts";
import { entranceOpen } from "../signals/web.ts";
import { webCertificateExpired } from "./certificates.ts";
import { hostDown } from "./host.ts";
import { firewallClosed, nameLost, nginxStopped } from "./likely.ts";

const insideApi = scrape.up.where('job="benevoclic-api"');

/** Behind the entrance all is well: otherwise it is the API that is down. */
const apiAnswersInside: Condition = {
  expr: promql`max by (instance) (${insideApi}) == 1`,
  produce: ({ values, labels }) => [
    seriesOf(
      scrape.up,
      { job: "benevoclic-api", ...labels },
      values.map(() => 1),
    ),
  ],
};

const apiInside = ({ instance, interval }: ExampleContext, up: number) =>
  seriesOf(
    scrape.up,
    { job: "benevoclic-api", instance },
    Array.from({ length: 300 / interval }, () => up),
  );

/** Apart from the other alerts of the web, because it explains those of the API as well. */
export const webEntranceDown = alert("WebEntranceDown", {
  title: { fr: "Entrée de la plateforme fermée", en: "Entrance of the platform closed" },
  on: entranceOpen,
  onlyWhile: apiAnswersInside,
  category: "functionality",
  takesPlatformDown: true,
  levels: { critical: { below: 1, for: "45s" } },
  causes: [because(hostDown), because(webCertificateExpired, {}, { target: "web-home" })],
  heals: [start(nginx, { atMost: 1, per: "1h" })],
  summary: {
    fr: "Plus rien de {{instance}} n'est joignable de l'extérieur, alors que l'API y répond",
    en: "Nothing of {{instance}} can be reached from outside, while the API answers there",
  },
  wellAgain: {
    fr: "Le site et l'API sont de nouveau joignables de l'extérieur",
    en: "The web site and the API can be reached from outside again",
  },
  impact: {
    fr: "Personne n'atteint ni le site ni l'API : nginx, le pare-feu, le nom ou le réseau.",
    en: "Nobody reaches the web site or the API: nginx, the firewall, the name or the network.",
  },
  next: [
    command("systemctl status nginx --no-pager && sudo nginx -t && sudo systemctl restart nginx", {
      fr: "Vérifier nginx ; le redémarrer si sa configuration est bonne",
      en: "Check nginx; restart it if its configuration is good",
    }),
    command("curl -vsS -m 10 -o /dev/null {{public_web}}/; getent hosts {{web_host}}; sudo ufw status", {
      fr: "Si nginx va bien, lire l'erreur : nom, certificat, pare-feu",
      en: "If nginx is well, read the error: name, certificate, firewall",
    }),
    link("https://www.ovh.com/manager/#/dedicated/vps", {
      fr: "Si rien ne sort non plus, chercher un incident de réseau chez OVH",
      en: "If nothing gets out either, look for a network incident at OVH",
    }),
  ],
  likely: [nginxStopped, firewallClosed, nameLost],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("the API does not answer inside either: it is the API that is down", (context) => [
        ...held(entranceOpen, 0, 5, context),
        apiInside(context, 0),
      ]),
      given("one of the public addresses still answers", (context) => [
        ...held(entranceOpen, 0, 5, context).filter(({ labels }) => labels.target !== "api-health"),
        seriesOf(
          probe.success,
          { target: "api-health", instance: context.instance },
          Array.from({ length: 300 / context.interval }, () => 1),
        ),
        apiInside(context, 1),
      ]),
    ],
  },
});
