import { type Alert, alert, because, becauseAny, type Cause } from "../kit/model/alert.ts";
import { type Example, type ExampleContext, given } from "../kit/model/example.ts";
import type { Metric } from "../kit/model/metric.ts";
import { seriesOf, type TestSeries } from "../kit/model/series.ts";
import type { Signal } from "../kit/model/signal.ts";
import { command, link, type Step } from "../kit/model/step.ts";
import type { Text } from "../kit/model/text.ts";
import { apiFiguresImpossible, businessFiguresImpossible, hostFiguresImpossible } from "../signals/figures.ts";
import { api } from "../signals/metrics/api.ts";
import { apiProcess } from "../signals/metrics/api-process.ts";
import { probe } from "../signals/metrics/blackbox.ts";
import { business } from "../signals/metrics/business.ts";
import { node } from "../signals/metrics/node.ts";
import { apiDown, apiUnreachable } from "./api.ts";
import { businessDataLost } from "./business-data.ts";
import { hostDown } from "./host.ts";
import { metricItself } from "./proven-by.ts";

// A figure that cannot be right makes the alerts on it blind, or wrong.

const minutes = 30;
type Labels = Readonly<Record<string, string>>;

/** A gauge that stays, or a counter that goes so fast, for half an hour. */
const at = (metric: Metric, value: number, labels: Labels = {}, suffix?: "_count") => ({
  metric,
  value,
  labels,
  suffix,
});
type Course = ReturnType<typeof at>;

const series = (courses: readonly Course[], { instance, interval }: ExampleContext): TestSeries[] =>
  courses.map(({ metric, value, labels, suffix }) =>
    seriesOf(
      metric,
      { instance, ...labels },
      Array.from({ length: (60 * minutes) / interval }, (_, index) =>
        metric.type === "gauge" ? value : Math.round(1000 * value * index * interval) / 1000,
      ),
      suffix ?? "",
    ),
  );

/** @param figure what the alert calls it, as no series of a test says it */
const impossible = (figure: string, ...courses: readonly Course[]): Example =>
  given(`${figure} that cannot be`, (context) => [
    { name: "time_passes", labels: { figure }, samples: [1] },
    ...series(courses, context),
  ]);
const possible = (name: string, ...courses: readonly Course[]): Example =>
  given(name, (context) => series(courses, context));

interface Figures {
  readonly name: string;
  readonly on: Signal;
  /** Whose figures, as in "a figure of the host". */
  readonly of: Text;
  readonly causes: readonly Cause[];
  /** What is to be compared with. */
  readonly truth: Step;
  readonly log: string;
  readonly examples: { readonly fires: readonly Example[]; readonly silent: readonly Example[] };
}

const figuresImpossible = ({ name, on, of, causes, truth, log, examples }: Figures): Alert =>
  alert(name, {
    provenBy: metricItself,
    title: { fr: `Chiffres impossibles ${of.fr}`, en: `Impossible figures ${of.en}` },
    wellAgain: { fr: `Les chiffres ${of.fr} sont de nouveau possibles`, en: `The figures ${of.en} are possible again` },
    on,
    category: "system",
    levels: { warning: { above: 0, for: "5m" } },
    tellsLate: "ten minutes without a movement are certain, five are a quiet disk",
    causes,
    summary: {
      fr: `Le chiffre « {{figure}} » ${of.fr} ne peut pas être juste ({{instance}})`,
      en: `The figure "{{figure}}" ${of.en} cannot be right ({{instance}})`,
    },
    impact: {
      fr: "Aucun pour les visiteurs ; les alertes sur ce chiffre se taisent, ou se trompent.",
      en: "None for visitors; the alerts on this figure are silent, or wrong.",
    },
    next: [
      truth,
      command(log, {
        fr: "Lire ce que dit le programme qui donne ce chiffre",
        en: "Read what the program says that gives this figure",
      }),
      link("{{prometheus}}/graph?g0.range_input=6h&g0.expr=%7B__name__%3D~%22figure%3A.*%22%7D", {
        fr: "Voir depuis quand : une mise à jour ? Si oui, revenir à la version d'avant (npm run rollback)",
        en: "See since when: an update? If so, go back to the version before it (npm run rollback)",
      }),
    ],
    examples,
  });

const disk: Labels = { mountpoint: "/" };
const other: Labels = { mountpoint: "/srv", device: "/dev/sdb1" };

export const monitoringHostFiguresImpossible = figuresImpossible({
  name: "MonitoringHostFiguresImpossible",
  on: hostFiguresImpossible,
  of: { fr: "de l'hôte", en: "of the host" },
  causes: [because(hostDown)],
  truth: command("ssh {{instance}} 'uptime; free -m; df -h; df -i; head -1 /proc/stat; cat /proc/net/dev'", {
    fr: "Comparer avec ce que dit la machine elle-même",
    en: "Compare with what the machine itself says",
  }),
  log: "{{docker}} logs --since 30m {{node_exporter_container}} 2>&1 | tail -20",
  examples: {
    fires: [
      impossible("memory", at(node.memoryAvailable, 8.1e9), at(node.memoryTotal, 8e9)),
      impossible("swap", at(node.swapFree, 2.1e9), at(node.swapTotal, 2e9)),
      impossible("disk space", at(node.filesystemAvailable, 101e9, disk), at(node.filesystemSize, 100e9, disk)),
      impossible("inodes", at(node.inodesFree, 6.6e6, disk), at(node.inodes, 6.5e6, disk)),
      impossible("open files", at(node.openFiles, 1025), at(node.openFilesLimit, 1024)),
      impossible("connections", at(node.connections, 70_000), at(node.connectionsLimit, 65_536)),
      impossible("cpu", at(node.cpu, 1.25)),
      impossible("cpu", at(node.cpu, 0), at(node.cpu, 0, { mode: "user" })),
      impossible("disk writes", at(node.diskWrites, 0)),
      impossible("bytes received", at(node.received, 0)),
      impossible("bytes sent", at(node.sent, 0)),
      impossible("packets received", at(node.receivedPackets, 0)),
      impossible("packets sent", at(node.sentPackets, 0)),
    ],
    silent: [
      possible("all that there is", at(node.memoryAvailable, 8e9), at(node.memoryTotal, 8e9)),
      possible("all swap free", at(node.swapFree, 2e9), at(node.swapTotal, 2e9)),
      possible(
        "one file system greater than the other",
        ...[disk, other].flatMap((labels, index) => [
          at(node.filesystemAvailable, 9e9 * (index + 1), labels),
          at(node.filesystemSize, 10e9 * (index + 1), labels),
          at(node.inodesFree, 0, labels),
          at(node.inodes, 0, labels),
        ]),
      ),
      possible("all files open", at(node.openFiles, 1024), at(node.openFilesLimit, 1024)),
      possible("all connections in use", at(node.connections, 65_536), at(node.connectionsLimit, 65_536)),
      possible("every second of two processors", at(node.cpu, 1.15), at(node.cpu, 1.15, { cpu: "1" })),
      possible(
        "hardly anything moves",
        at(node.cpu, 0.01),
        at(node.diskWrites, 0.01),
        at(node.received, 1),
        at(node.sent, 1),
        at(node.receivedPackets, 0.01),
        at(node.sentPackets, 0.01),
      ),
      possible(
        "an interface and a disk that are not used",
        at(node.received, 0, { device: "docker0" }),
        at(node.diskWrites, 0, { device: "loop0" }),
      ),
    ],
  },
});

/** When the API's process started, by the scrape. */
const startsOf = ({ instance, interval }: ExampleContext, at: (scrape: number) => number) =>
  seriesOf(
    apiProcess.startTime,
    { instance },
    Array.from({ length: (60 * minutes) / interval }, (_, scrape) => at(scrape)),
  );

const health: Labels = { path: "/health" };
const answers = at(probe.success, 1, { target: "api-health" });

export const monitoringApiFiguresImpossible = figuresImpossible({
  name: "MonitoringApiFiguresImpossible",
  on: apiFiguresImpossible,
  of: { fr: "de l'API", en: "of the API" },
  causes: [because(hostDown), because(apiDown), because(apiUnreachable)],
  truth: command("for _ in 1 2; do curl -s {{api}}/metrics | grep 'path=\"/health\"'; sleep 20; done", {
    fr: "Voir si les compteurs avancent : /health est interrogé toutes les cinq secondes",
    en: "See whether the counters move: /health is asked for every five seconds",
  }),
  log: "{{pm2}} logs benevoclic-api --lines 50 --nostream",
  examples: {
    fires: [
      impossible("requests", answers, at(api.requests, 0, health)),
      impossible("response times", answers, at(api.requestDuration, 0, health, "_count")),
      given("two processes that answer in turn", (context) => [
        { name: "time_passes", labels: { figure: "start time" }, samples: [1] },
        startsOf(context, (scrape) => (scrape % 2 === 0 ? 1000 : 9000)),
      ]),
      impossible("requests and response times", at(api.requests, 1.55), at(api.requestDuration, 1, {}, "_count")),
      impossible("requests and response times", at(api.requests, 0.45), at(api.requestDuration, 1, {}, "_count")),
    ],
    silent: [
      possible(
        "the probes alone",
        answers,
        at(api.requests, 0.2, health),
        at(api.requestDuration, 0.2, health, "_count"),
      ),
      possible(
        "nobody probes",
        at(probe.success, 0, { target: "api-health" }),
        at(api.requests, 0, health),
        at(api.requestDuration, 0, health, "_count"),
      ),
      given("restarts, as fast as they come", (context) => [startsOf(context, (scrape) => 1000 + 10 * scrape)]),
      given("a clock that is set back once", (context) => [startsOf(context, (scrape) => (scrape < 20 ? 2000 : 1990))]),
      possible("nearly alike", at(api.requests, 1.45), at(api.requestDuration, 1, {}, "_count")),
      possible("nearly alike, the other way round", at(api.requests, 0.55), at(api.requestDuration, 1, {}, "_count")),
    ],
  },
});

const month: Labels = { window: "30d" };
const active: Labels = { status: "active" };

export const monitoringBusinessFiguresImpossible = figuresImpossible({
  name: "MonitoringBusinessFiguresImpossible",
  on: businessFiguresImpossible,
  of: { fr: "du métier", en: "of the business" },
  causes: [because(hostDown), becauseAny(businessDataLost)],
  truth: command(
    "{{mongosh}} --eval 'db.users.countDocuments(); db.users.countDocuments({isOnline: true}); db.announcements.countDocuments()'",
    { fr: "Compter dans la base elle-même", en: "Count in the database itself" },
  ),
  log: "{{docker}} logs --since 30m {{business_exporter_container}} 2>&1 | tail -20",
  examples: {
    fires: [
      impossible("active accounts", at(business.usersActive, 101, month), at(business.users, 100)),
      impossible("new accounts", at(business.usersRegistered, 101, month), at(business.users, 100)),
      impossible("accounts online", at(business.usersOnline, 101), at(business.users, 100)),
      impossible(
        "unverified accounts",
        at(business.usersUnverified, 101, { role: "volunteer" }),
        at(business.users, 100),
      ),
      impossible("disabled accounts", at(business.usersDisabled, 101), at(business.users, 100)),
      impossible(
        "announcements published",
        at(business.announcementsPublished, 101, month),
        at(business.announcements, 100),
      ),
      impossible("upcoming announcements", at(business.announcementsUpcoming, 101), at(business.announcements, 100)),
      impossible("stale announcements", at(business.announcementsStale, 101), at(business.announcements, 100)),
      impossible("full announcements", at(business.announcementsFull, 101), at(business.announcementsUpcoming, 100)),
    ],
    silent: [
      possible(
        "everybody, and each of them in every way",
        at(business.users, 100),
        at(business.usersActive, 100, month),
        at(business.usersRegistered, 100, month),
        at(business.usersOnline, 100),
        at(business.usersUnverified, 100, { role: "volunteer" }),
        at(business.usersDisabled, 100),
      ),
      possible(
        "all announcements upcoming, new and full",
        at(business.announcements, 100, active),
        at(business.announcementsPublished, 100, month),
        at(business.announcementsUpcoming, 100),
        at(business.announcementsStale, 100),
        at(business.announcementsFull, 100),
        at(business.announcementsFull, 100, { kind: "participant" }),
      ),
    ],
  },
});
