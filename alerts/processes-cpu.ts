import { alert, because } from "../kit/model/alert.ts";
import { justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { command, person } from "../kit/model/step.ts";
import { processCpuUse } from "../signals/processes.ts";
import { hostDown } from "./host.ts";
import { processCrashLooping } from "./processes.ts";

export const processCpuHigh = alert("ProcessCpuHigh", {
  title: { fr: "Processus qui sature un cœur", en: "Process using a whole core" },
  on: processCpuUse,
  category: "performance",
  levels: { warning: { above: 0.85, for: "5m" } },
  causes: [because(hostDown), because(processCrashLooping)],
  summary: {
    fr: "{{app}} occupe {{value}} d'un cœur sur {{instance}} (limite {{limit}})",
    en: "{{app}} uses {{value}} of a core on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Il ne reste presque plus de temps pour répondre : les pages et les requêtes se font attendre.",
    en: "Hardly any time is left to answer: pages and requests keep people waiting.",
  },
  next: [
    command("{{pm2}} describe {{app}} | grep -iE 'event loop|active|uptime'", {
      fr: "Voir le retard et les requêtes en cours, et depuis quand le processus tourne",
      en: "See the lag and the requests in progress, and since when the process has run",
    }),
    command('sudo timeout 10 perf top -p "$({{pm2}} pid {{app}})" --stdio 2>/dev/null | head -30', {
      fr: "Voir quelle fonction occupe le processus (paquet linux-perf)",
      en: "See which function occupies the process (package linux-perf)",
    }),
    command("{{pm2}} restart {{app}}", {
      fr: "Sans visiteurs en nombre, c'est une boucle : la redémarrer",
      en: "Without visitors in numbers it is a loop: restart it",
    }),
    person("lead", {
      fr: "Avec eux, décider avec le développeur principal d'une deuxième instance PM2",
      en: "With them, decide with the lead developer on a second PM2 instance",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});
