import type { Component } from "../alerts/model/alert.ts";
import type { Severity } from "../alerts/model/level.ts";
import type { Text } from "../signals/model/text.ts";
import type { PlatformFault } from "./platform/faults.ts";

/** Faults of the parts around the platform, which the harness causes itself. */
export type HarnessFault = "host-down" | "discord-refusing";

/** Something that can go wrong, and what somebody must be told then. */
export interface Fault {
  readonly name: PlatformFault | HarnessFault;
  readonly about: Text;
  readonly tells: { readonly alert: string; readonly severity: Severity; readonly component: Component };
}

/** The library of faults: `npm run fault <name>` causes one in the running system. */
export const faults: readonly Fault[] = [
  {
    name: "api-down",
    about: { fr: "Le processus de l'API s'arrête", en: "The API's process stops" },
    tells: { alert: "ApiDown", severity: "critical", component: "api" },
  },
  {
    name: "api-errors",
    about: { fr: "Une requête sur dix échoue (500)", en: "One request in ten fails (500)" },
    tells: { alert: "ApiServerErrors", severity: "critical", component: "api" },
  },
  {
    name: "api-slow",
    about: { fr: "L'API répond en 2,5 s (P95)", en: "The API answers in 2.5 s (P95)" },
    tells: { alert: "ApiSlowResponses", severity: "critical", component: "api" },
  },
  {
    name: "api-metrics-broken",
    about: { fr: "L'API tourne, mais /metrics échoue", en: "The API runs, but /metrics fails" },
    tells: { alert: "MonitoringTargetMissing", severity: "warning", component: "monitoring" },
  },
  {
    name: "web-down",
    about: { fr: "Le site ne répond plus", en: "The web site no longer answers" },
    tells: { alert: "WebDown", severity: "critical", component: "web" },
  },
  {
    name: "web-error-page",
    about: { fr: "Le site répond 200 avec une page d'erreur", en: "The web site answers 200 with an error page" },
    tells: { alert: "WebDown", severity: "critical", component: "web" },
  },
  {
    name: "host-down",
    about: { fr: "L'hôte ne répond plus à la surveillance", en: "The host no longer answers the monitoring" },
    tells: { alert: "HostDown", severity: "critical", component: "host" },
  },
  {
    name: "host-cpu",
    about: { fr: "Le processeur est saturé", en: "The CPU is saturated" },
    tells: { alert: "HostCpuBusy", severity: "critical", component: "host" },
  },
  {
    name: "host-memory",
    about: { fr: "La mémoire est presque pleine", en: "The memory is nearly full" },
    tells: { alert: "HostMemoryLow", severity: "critical", component: "host" },
  },
  {
    name: "host-disk",
    about: { fr: "Le disque est presque plein", en: "The disk is nearly full" },
    tells: { alert: "HostDiskFilling", severity: "critical", component: "host" },
  },
  {
    name: "discord-refusing",
    about: {
      fr: "Discord refuse nos messages (webhook supprimé) : le courriel prévient",
      en: "Discord refuses our messages (webhook deleted): the e-mail tells",
    },
    tells: { alert: "MonitoringNotificationsFailing", severity: "critical", component: "monitoring" },
  },
];
