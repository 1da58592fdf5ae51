import type { Severity } from "../kit/model/level.ts";
import type { Channel } from "../kit/model/routing.ts";

/** How the alerts of a severity reach people: benevoclic.md section 5. */
export const channels: Readonly<Record<Severity, Channel>> = {
  critical: {
    discord: "discord-critical",
    email: true,
    quiet: false,
    groupBy: ["alertname", "environment", "instance"],
    groupWait: "5s",
    groupInterval: "30s",
    repeatInterval: "1h",
  },
  warning: {
    discord: "discord-warning",
    email: true,
    quiet: true,
    groupBy: ["component", "environment", "instance"],
    groupWait: "1m",
    groupInterval: "5m",
    repeatInterval: "12h",
  },
  info: {
    discord: "discord-info",
    email: false,
    quiet: true,
    groupBy: ["component", "environment", "instance"],
    groupWait: "5m",
    groupInterval: "30m",
    repeatInterval: "24h",
  },
};
