import { promql, selector } from "../kit/model/promql.ts";
import { signal } from "../kit/model/signal.ts";
import { impossibleAmong, partOf, standingStill } from "./kinds/impossible.ts";
import { api } from "./metrics/api.ts";
import { apiProcess } from "./metrics/api-process.ts";
import { probe } from "./metrics/blackbox.ts";
import { business } from "./metrics/business.ts";
import { node, realDisks, realFilesystems, realInterfaces } from "./metrics/node.ts";

// Figures that contradict each other, or stand still although what they count never does. Beyond what rounding and two
// readings at different moments explain.

const filesystem = { where: [realFilesystems], by: ["device", "mountpoint"] };

export const hostFiguresImpossible = signal(
  "figure:host_impossible:bool",
  impossibleAmong(
    [
      {
        // Each second of each processor is spent in one mode. Less than that is a machine that has just started.
        figure: "cpu",
        when: promql`sum by (instance) (rate(${node.cpu}[10m])) / count by (instance) (count by (instance, cpu) (${node.cpu})) > 1.2`,
      },
      standingStill("cpu", node.cpu),
      partOf("memory", node.memoryAvailable, node.memoryTotal),
      partOf("swap", node.swapFree, node.swapTotal),
      partOf("disk space", node.filesystemAvailable, node.filesystemSize, filesystem),
      partOf("inodes", node.inodesFree, node.inodes, filesystem),
      partOf("open files", node.openFiles, node.openFilesLimit),
      partOf("connections", node.connections, node.connectionsLimit),
      // Prometheus itself writes what it scrapes.
      standingStill("disk writes", node.diskWrites, [realDisks]),
      standingStill("bytes received", node.received, [realInterfaces]),
      standingStill("bytes sent", node.sent, [realInterfaces]),
      standingStill("packets received", node.receivedPackets, [realInterfaces]),
      standingStill("packets sent", node.sentPackets, [realInterfaces]),
    ],
    {
      title: { fr: "Chiffres impossibles de l'hôte", en: "Impossible figures of the host" },
      about: {
        fr: "1 pour chaque chiffre de l'hôte qui ne peut pas être juste : une partie plus grande que le tout, un compteur arrêté.",
        en: "1 for each figure of the host that cannot be right: a part greater than the whole, a counter that stands still.",
      },
    },
  ),
);

/** The probes ask for it all the time. */
const health = 'path="/health"';
const served = promql`sum by (instance) (increase(${api.requests}[10m]))`;
const timed = promql`sum by (instance) (increase(${selector(api.requestDuration, [], "_count")}[10m]))`;
const probed = promql`and on (instance) ${probe.success.where('target="api-health"')} == 1`;

export const apiFiguresImpossible = signal(
  "figure:api_impossible:bool",
  impossibleAmong(
    [
      {
        figure: "requests",
        when: promql`sum by (instance) (increase(${api.requests.where(health)}[10m])) == 0 ${probed}`,
      },
      {
        figure: "response times",
        when: promql`sum by (instance) (increase(${selector(api.requestDuration, [health], "_count")}[10m])) == 0 ${probed}`,
      },
      // No restart sets it back, a clock that is corrected does so once: two processes answer in turn, and each counter is the one's or the other's.
      { figure: "start time", when: promql`max by (instance) (resets(${apiProcess.startTime}[10m])) > 1` },
      // Each request is counted in both of them; the first one of each route and status is lost to increase().
      { figure: "requests and response times", when: promql`abs(${served} / ${timed} - 1) > 0.5` },
    ],
    {
      title: { fr: "Chiffres impossibles de l'API", en: "Impossible figures of the API" },
      about: {
        fr: "1 pour chaque chiffre de l'API qui ne peut pas être juste : un compteur arrêté alors qu'elle répond, deux compteurs qui se contredisent.",
        en: "1 for each figure of the API that cannot be right: a counter that stands still while it answers, two that contradict each other.",
      },
    },
  ),
);

const inMonth = { where: ['window="30d"'] };

export const businessFiguresImpossible = signal(
  "figure:business_impossible:bool",
  impossibleAmong(
    [
      partOf("active accounts", business.usersActive, business.users, { ...inMonth, by: ["role"] }),
      partOf("new accounts", business.usersRegistered, business.users, { ...inMonth, by: ["role"] }),
      partOf("accounts online", business.usersOnline, business.users, { by: ["role"] }),
      partOf("unverified accounts", business.usersUnverified, business.users, { by: ["role"] }),
      partOf("disabled accounts", business.usersDisabled, business.users, { by: ["role"] }),
      partOf("announcements published", business.announcementsPublished, business.announcements, inMonth),
      partOf("upcoming announcements", business.announcementsUpcoming, business.announcements),
      partOf("stale announcements", business.announcementsStale, business.announcements),
      // Of volunteers and of participants.
      {
        figure: "full announcements",
        when: promql`max by (instance) (${business.announcementsFull}) > max by (instance) (${business.announcementsUpcoming})`,
      },
    ],
    {
      title: { fr: "Chiffres métier impossibles", en: "Impossible business figures" },
      about: {
        fr: "1 pour chaque chiffre métier qui en contredit un autre : plus de comptes actifs que de comptes, par exemple.",
        en: "1 for each business figure that contradicts another one: more active accounts than accounts, for instance.",
      },
    },
  ),
);
