import type { Severity } from "../model/level.ts";
import type { Way } from "../model/routing.ts";
import { discord } from "./discord.ts";
import { mail } from "./mail.ts";

/** Where a platform says nothing else: what is critical is told at once and often, what is not is told together. */
export const usualChannels: Readonly<Record<Severity, Way>> = {
  critical: {
    tells: [discord, mail],
    quiet: false,
    groupBy: ["alertname", "environment", "instance"],
    // For a cause that is seen some seconds after its symptoms.
    groupWait: "30s",
    groupInterval: "30s",
    repeatInterval: "1h",
  },
  warning: {
    tells: [discord, mail],
    quiet: true,
    groupBy: ["component", "environment", "instance"],
    groupWait: "1m",
    groupInterval: "5m",
    repeatInterval: "12h",
  },
  info: {
    tells: [discord],
    quiet: true,
    groupBy: ["component", "environment", "instance"],
    groupWait: "5m",
    groupInterval: "30m",
    repeatInterval: "24h",
  },
};
