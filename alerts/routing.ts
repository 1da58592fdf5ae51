import type { Duration } from "../config/units.ts";
import type { Severity } from "./model/level.ts";

/** How the alerts of a severity reach people: benevoclic.md section 5. */
export interface Channel {
  /** Names the secret file with the webhook's URL. */
  readonly discord: "discord-critical" | "discord-warning" | "discord-info";
  /** Which list of addresses in config/ also gets a mail. */
  readonly email?: "critical" | "warning";
  /** Alerts that agree in these labels arrive in one message. */
  readonly groupBy: readonly string[];
  /** Waits for the causes and companions of the first alert of a group. */
  readonly groupWait: Duration;
  /** Also the wait after a refused message: a Discord 429 is tried again only then. */
  readonly groupInterval: Duration;
  readonly repeatInterval: Duration;
}

export const channels: Readonly<Record<Severity, Channel>> = {
  critical: {
    discord: "discord-critical",
    email: "critical",
    groupBy: ["alertname", "environment", "instance"],
    groupWait: "5s",
    groupInterval: "30s",
    repeatInterval: "1h",
  },
  warning: {
    discord: "discord-warning",
    email: "warning",
    groupBy: ["component", "environment", "instance"],
    groupWait: "1m",
    groupInterval: "5m",
    repeatInterval: "12h",
  },
  info: {
    discord: "discord-info",
    groupBy: ["component", "environment", "instance"],
    groupWait: "5m",
    groupInterval: "30m",
    repeatInterval: "24h",
  },
};

/** The sign of life goes to an outside service, which calls when it is missing: it must arrive every minute or so. */
export const heartbeat = { alertname: "Watchdog", interval: "1m" } as const;
