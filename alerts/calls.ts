import { alert, because, becauseAny } from "../kit/model/alert.ts";
import { justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { command, person } from "../kit/model/step.ts";
import { databaseCallTime, programCallErrors, programCallTime } from "../signals/calls.ts";
import { enoughCalls, ofDatabase, ofSite } from "../signals/metrics/calls.ts";
import { apiDown } from "./api.ts";
import { databaseDown, databaseSlowOperations } from "./database.ts";
import { hostDown } from "./host.ts";
import { inTheTraces } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";

const operations = enoughCalls({ of: ofDatabase, atLeast: 10, over: "5m" });
const requests = enoughCalls({ of: ofSite, atLeast: 10, over: "5m" });

export const databaseCollectionSlow = alert("DatabaseCollectionSlow", {
  provenBy: inTheTraces,
  title: { fr: "Une collection répond lentement", en: "A collection answers slowly" },
  on: databaseCallTime,
  onlyWhile: operations,
  category: "performance",
  levels: { warning: { above: 0.5, for: "5m" } },
  causes: [
    because(hostDown),
    because(databaseDown),
    // What the API measures itself; of what other programs call, it knows nothing.
    becauseAny(databaseSlowOperations, { service_name: "api" }),
  ],
  summary: {
    fr: "{{db_collection_name}} : {{value}} pour « {{db_operation_name}} » de {{service_name}} (P95, limite {{limit}})",
    en: '{{db_collection_name}}: {{value}} for "{{db_operation_name}}" of {{service_name}} (P95, limit {{limit}})',
  },
  impact: {
    fr: "Les pages qui lisent ou écrivent cette collection se chargent lentement.",
    en: "Pages that read or write this collection load slowly.",
  },
  next: [
    command("{{mongosh}} --eval 'db.getCollection(\"{{db_collection_name}}\").getIndexes().map(({ key }) => key)'", {
      fr: "Comparer ses index aux champs que demandent les traces lentes (page de l'anomalie, Traces)",
      en: "Compare its indexes with the fields that the slow traces ask for (the anomaly's page, Traces)",
    }),
    command(
      "{{mongosh}} --eval 'db.currentOp({ active: true, secs_running: { $gte: 1 } }).inprog.map(o => [o.ns, o.planSummary, o.secs_running])'",
      {
        fr: "Voir les opérations lentes en cours ; COLLSCAN = un index manque",
        en: "See the slow operations that run now; COLLSCAN = an index is missing",
      },
    ),
    versionBefore("benevoclic-api", {
      fr: "Si un déploiement vient d'avoir lieu, revenir à la version précédente",
      en: "If a deployment just took place, go back to the version before it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond), justEnough(databaseCallTime, operations)],
    silent: [
      steady(justWithin),
      justTooFew(databaseCallTime, operations),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
    ],
  },
});

const compare = command(
  "curl -sS -o /dev/null -w '%{time_total}\\n' {{api}}/announcements {{public_api}}/announcements",
  {
    fr: "Comparer l'API sans nginx et par son adresse publique : la lente ou celle qui échoue est la coupable",
    en: "Compare the API without nginx and by its public address: the one that is slow or fails is to blame",
  },
);

const lead = person("lead", {
  fr: "Si les deux répondent bien, donner l'adresse appelée au développeur principal",
  en: "If both answer well, give the address that is called to the lead developer",
});

// Info, both: where the API says itself what is wrong, that is told already; where it does not, pages fail, and are told as pages.

export const webCallsSlow = alert("WebCallsSlow", {
  provenBy: inTheTraces,
  title: { fr: "Appels du site lents", en: "The web site's calls are slow" },
  on: programCallTime,
  onlyWhile: requests,
  category: "performance",
  levels: { info: { above: 1, for: "5m" } },
  causes: [because(hostDown), because(apiDown)],
  summary: {
    fr: "Le site attend {{server_address}} {{value}} (P95, limite {{limit}}) sur {{instance}}",
    en: "The web site waits {{value}} for {{server_address}} (P95, limit {{limit}}) on {{instance}}",
  },
  impact: {
    fr: "Chaque page attend autant de plus, même si l'API se dit rapide.",
    en: "Every page waits so much longer, although the API calls itself fast.",
  },
  next: [compare, lead],
  examples: {
    fires: [steady(justBeyond), justEnough(programCallTime, requests)],
    silent: [
      steady(justWithin),
      justTooFew(programCallTime, requests),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
    ],
  },
});

export const webCallsFailing = alert("WebCallsFailing", {
  provenBy: inTheTraces,
  title: { fr: "Appels du site en échec", en: "The web site's calls fail" },
  on: programCallErrors,
  onlyWhile: requests,
  category: "functionality",
  levels: { info: { above: 0.05, for: "5m" } },
  causes: [because(hostDown), because(apiDown)],
  summary: {
    fr: "{{value}} des appels du site à {{server_address}} échouent (limite {{limit}})",
    en: "{{value}} of the web site's calls to {{server_address}} fail (limit {{limit}})",
  },
  impact: {
    fr: "Des pages s'affichent sans leur contenu, ou comme une erreur.",
    en: "Pages appear without their content, or as an error.",
  },
  next: [compare, lead],
  examples: {
    fires: [steady(justBeyond), justEnough(programCallErrors, requests)],
    silent: [
      steady(justWithin),
      justTooFew(programCallErrors, requests),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
    ],
  },
});
