import { cpuUse, hostUp, memoryUse } from "../signals/host.ts";
import { diskTimeLeft, diskUse } from "../signals/host-disks.ts";
import { dashboard, row } from "./model/dashboard.ts";
import { graph } from "./model/panel.ts";

export const host = dashboard("host", {
  title: { fr: "Hôte", en: "Host" },
  about: {
    fr: "La machine suffit-elle, et jusqu'à quand ? Utilisation, saturation et erreurs de chaque ressource.",
    en: "Is the machine enough, and until when? Use, saturation and errors of each resource.",
  },
  readers: {
    fr: "Ingénieurs de la plateforme, pendant un incident et pour prévoir.",
    en: "Platform engineers, during an incident and to plan.",
  },
  since: "6h",
  rows: [
    row({ fr: "Machine", en: "Machine" }, [hostUp], [cpuUse, memoryUse]),
    row({ fr: "Disques", en: "Disks" }, [
      diskUse,
      graph(diskTimeLeft, {
        whenEmpty: {
          fr: "Aucun disque ne se remplit : pas de prévision à montrer.",
          en: "No disk is filling: there is no forecast to show.",
        },
      }),
    ]),
  ],
});
