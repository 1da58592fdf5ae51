import { fastInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { probe } from "../signals/metrics/blackbox.ts";

/** It asks for the probes of an environment, as their visitors do. */
export const blackboxPart = part("blackbox", {
  scrape: { interval: fastInterval, path: "/probe", probes: true },
  metrics: [probe],
  service: {
    name: "blackbox-exporter",
    memory: "64MiB",
    port: 9115,
    container: () => ({
      user: "65534:65534",
      listens: { network: "private", port: 9115 },
      command: ["--config.file=/etc/blackbox-exporter/current/blackbox.yml"],
      healthPath: "/-/healthy",
      startSeconds: 30,
      stopSeconds: 30,
      configuration: {
        directory: "blackbox",
        at: "/etc/blackbox-exporter",
        check: "blackbox_exporter --config.check --config.file=blackbox.yml",
        reload: "/-/reload",
      },
      reachesHost: true,
    }),
    local: {
      ready: "/metrics",
      arguments: ({ directory }) => [`--config.file=${directory}/generated/blackbox/blackbox.yml`],
    },
  },
});
