import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph } from "../kit/model/panel.ts";
import { cpuUse, hostAlive, loadPerCore, memoryUse, oomKills, swapTraffic, swapUse, uptime } from "../signals/host.ts";
import {
  diskBusy,
  diskResponseTime,
  diskTimeLeft,
  diskTimeLeftSteep,
  diskUse,
  filesystemFailing,
  inodeUse,
  smallDiskLeft,
} from "../signals/host-disks.ts";
import {
  clockOffset,
  clockSynchronised,
  connectionTableUse,
  fileDescriptorUse,
  networkErrors,
  networkUse,
  receiveErrors,
  sendErrors,
  textfileError,
} from "../signals/host-system.ts";

export const host = dashboard("host", {
  title: components.Host.title,
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
    row(
      { fr: "Processeur et mémoire", en: "CPU and memory" },
      [hostAlive],
      [cpuUse, loadPerCore],
      [memoryUse, graph(swapUse, { whenEmpty: { fr: "La machine n'a pas de swap.", en: "The machine has no swap." } })],
      [graph(swapTraffic), oomKills],
    ),
    row(
      { fr: "Disques", en: "Disks" },
      [
        diskUse,
        graph(diskTimeLeft, {
          whenEmpty: {
            fr: "Aucun disque ne se remplit : pas de prévision à montrer.",
            en: "No disk is filling: there is no forecast to show.",
          },
        }),
      ],
      [
        graph(diskTimeLeftSteep, {
          whenEmpty: { fr: "Aucun disque ne se remplit d'un coup.", en: "No disk is filling at once." },
        }),
        graph(smallDiskLeft, {
          whenEmpty: {
            fr: "Aucun petit disque n'est occupé aux trois quarts.",
            en: "No small disk is three quarters full.",
          },
        }),
      ],
      [
        diskBusy,
        graph(diskResponseTime, {
          whenEmpty: { fr: "Aucun disque n'a travaillé.", en: "No disk did any work." },
        }),
      ],
      [inodeUse],
      [filesystemFailing],
    ),
    row({ fr: "Réseau", en: "Network" }, [
      networkUse,
      graph(networkErrors, { whenEmpty: { fr: "Aucun paquet n'a circulé.", en: "No packet was sent or received." } }),
    ]),
    row(
      { fr: "Système", en: "System" },
      [connectionTableUse, fileDescriptorUse],
      [clockOffset, uptime],
      [clockSynchronised, textfileError],
    ),
  ],
  leavesOut: [receiveErrors, sendErrors],
});
