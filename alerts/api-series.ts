import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { scrape } from "../kit/model/scraped.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { seriesGrowth, seriesKept } from "../signals/api-series.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";

export const apiSeriesFlood = alert("ApiSeriesFlood", {
  title: { fr: "Afflux de séries de l'API", en: "Flood of series from the API" },
  on: seriesGrowth,
  category: "security",
  levels: { warning: { above: 20_000, for: "3m" } },
  causes: [because(hostDown), because(apiDown)],
  summary: {
    fr: "L'API expose {{value}} séries de plus en 10 minutes sur {{instance}} (limite {{limit}})",
    en: "The API exposes {{value}} more series within 10 minutes on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Rien encore. Quelqu'un demande des adresses inventées : la mémoire de l'API monte et sa page /metrics ralentit.",
    en: "Nothing yet. Somebody asks for invented addresses: the API's memory rises and its /metrics page gets slower.",
  },
  next: [
    command("sudo awk '$9 == 404 {print $1}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head", {
      fr: "Trouver l'adresse qui demande ce qui n'existe pas",
      en: "Find the address that asks for what is not there",
    }),
    command("sudo ufw insert 1 deny from ADDRESS", {
      fr: "La bloquer, à la place de ADDRESS",
      en: "Block it, in place of ADDRESS",
    }),
    command("{{pm2}} reload benevoclic-api", {
      fr: "Une fois le calme revenu, redémarrer l'API : elle oublie ces séries",
      en: "Once it is calm again, restart the API: it forgets these series",
    }),
    person("lead", {
      fr: "Demander que le middleware compte la route et non l'adresse brute : cela guérit le mal",
      en: "Ask that the middleware count the route and not the raw address: that cures it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("a deployment: the page is small again, and grows as on a busy evening", ({ instance, interval }) => {
        const samples = Array.from({ length: 1800 / interval }, (_, index) => {
          const at = index * interval;
          return at < 900 ? 40_000 + at : 500 + 10 * (at - 900);
        });
        return [seriesOf(scrape.samples, { job: "benevoclic-api", instance }, samples)];
      }),
    ],
  },
});

export const apiSeriesOverBudget = alert("ApiSeriesOverBudget", {
  title: { fr: "Trop de séries de l'API", en: "Too many series from the API" },
  on: seriesKept,
  category: "system",
  levels: { warning: { above: 5000, for: "5m" } },
  causes: [because(hostDown), because(apiDown)],
  summary: {
    fr: "Prometheus garde {{value}} séries de l'API sur {{instance}} (budget {{limit}})",
    en: "Prometheus keeps {{value}} series of the API on {{instance}} (budget {{limit}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; Prometheus demandera plus de mémoire et de disque que prévu.",
    en: "None for visitors; Prometheus will ask for more memory and disk than planned.",
  },
  next: [
    link(
      "{{prometheus}}/graph?g0.tab=1&g0.expr=topk(10%2Ccount%20by(__name__%2Cpath)(%7Bjob%3D%22benevoclic-api%22%7D))",
      {
        fr: "Voir quelle mesure ou quelle route a le plus de séries",
        en: "See which metric or route has most series",
      },
    ),
    person("devops", {
      fr: "Faire retirer de signals/routes.ts la route trop large, ou de l'API l'étiquette qui varie sans fin",
      en: "Have the route that is too wide removed from signals/routes.ts, or from the API the label that varies without end",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});
