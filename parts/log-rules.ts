import { usualInterval } from "../kit/model/job.ts";
import { passwords } from "../kit/model/login.ts";
import { part } from "../kit/model/part.ts";
import { logRulesArguments } from "../kit/write/log-rules.ts";
import { logCounts } from "../signals/metrics/log-counts.ts";
import { logRules } from "../signals/metrics/log-rules.ts";
import type { Deployed } from "./deployed.ts";

/** vmalert: counts what lines say, and gives the counts to Prometheus. */
export const logRulesPart = part("log-rules", {
  scrape: { interval: usualInterval },
  metrics: [logRules, logCounts],
  service: {
    name: "log-rules",
    memory: "128MiB",
    port: 8880,
    container: (values: Deployed) => ({
      user: "65528:65528",
      listens: { network: "private", port: 8880 },
      command: logRulesArguments(values, {
        rules: "/etc/log-rules/current/counts.yml",
        password: `/run/secrets/log-rules/${passwords.prometheus.name}`,
      }),
      healthPath: "/health",
      startSeconds: 30,
      stopSeconds: 30,
      configuration: {
        directory: "log-rules",
        at: "/etc/log-rules",
        check: "/vmalert-prod -dryRun -rule=counts.yml",
        reload: "/-/reload",
      },
      secrets: { at: "/run/secrets/log-rules", files: [passwords.prometheus] },
    }),
  },
});
