import { alert } from "../kit/model/alert.ts";
import { given, held, justBeyond, justWithin, oneMissedScrape, steady } from "../kit/model/example.ts";
import { command, link } from "../kit/model/step.ts";
import { uptime } from "../signals/host.ts";

const ovhConsole = "https://www.ovh.com/manager/#/dedicated/vps";

export const hostRebooted = alert("HostRebooted", {
  title: { fr: "Serveur redémarré", en: "Server rebooted" },
  on: uptime,
  category: "system",
  levels: { info: { below: 600, for: "0s" } },
  summary: {
    fr: "{{instance}} a redémarré il y a {{value}}",
    en: "{{instance}} was restarted {{value}} ago",
  },
  impact: {
    fr: "Quelques minutes d'interruption ; tout ce qui n'est pas relancé au démarrage manque encore.",
    en: "A few minutes of interruption; whatever is not started at boot is still missing.",
  },
  next: [
    command("last -x reboot shutdown | head -5; sudo journalctl -b -1 -n 30 --no-pager", {
      fr: "Voir si l'arrêt était voulu : les dernières lignes d'avant le redémarrage",
      en: "See whether it was wanted: the last lines before the restart",
    }),
    command("{{pm2}} status && {{docker}} ps --all --filter status=exited", {
      fr: "Vérifier que l'API, le site et les conteneurs sont revenus",
      en: "Check that the API, the web site and the containers came back",
    }),
    link(ovhConsole, {
      fr: "Si personne ne l'a voulu, chercher une maintenance ou un incident dans la console OVH",
      en: "If nobody wanted it, look for a maintenance or an incident in the OVH console",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("node-exporter restarted, the machine did not", (context) => {
        const gap = (samples: readonly (number | null)[]) =>
          samples.map((sample, index) => (index >= 20 && index < 24 ? null : sample));
        return held(uptime, 40 * 86_400, 15, context).map((series) => ({ ...series, samples: gap(series.samples) }));
      }),
    ],
  },
});
