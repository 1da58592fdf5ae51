import { errorRatio } from "./kinds/error-ratio.ts";
import { up } from "./kinds/up.ts";
import { alertmanager } from "./metrics/alertmanager.ts";
import { scrape } from "./metrics/every.ts";
import { promql } from "./model/promql.ts";
import { signal } from "./model/signal.ts";
import { bool } from "./model/unit.ts";

export const watchdog = signal("monitoring:watchdog:bool", {
  unit: bool,
  per: [],
  title: { fr: "Signe de vie", en: "Sign of life" },
  about: {
    fr: "Vaut toujours 1 : tant que Prometheus évalue ses règles, le signe de vie part.",
    en: "Always 1: as long as Prometheus evaluates its rules, the sign of life is sent.",
  },
  expr: promql`vector(1)`,
});

export const targetUp = signal(
  "job:target_up:min",
  up({
    gauge: scrape.up,
    // The host has its own alert, and everything on it follows from that one.
    where: ['job!="node"'],
    example: { job: "blackbox" },
    per: ["instance", "job"],
    title: { fr: "Cible interrogée", en: "Target scraped" },
    about: {
      fr: "1 quand Prometheus a pu lire les mesures de la cible.",
      en: "1 while Prometheus could read the target's metrics.",
    },
  }),
);

export const notificationFailures = signal(
  "integration:notification_failures:ratio15m",
  errorRatio({
    bad: { counter: alertmanager.notificationsFailed },
    all: { counter: alertmanager.notifications },
    over: "15m",
    per: ["instance", "integration"],
    title: { fr: "Notifications refusées", en: "Failed notifications" },
    about: {
      fr: "Part des notifications qu'un canal (Discord, courriel) n'a pas acceptées, sur 15 minutes.",
      en: "Share of the notifications that a channel (Discord, e-mail) did not take, over 15 minutes.",
    },
  }),
);
