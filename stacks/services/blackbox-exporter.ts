import type { Service } from "../service.ts";

export function blackboxExporter(): Service {
  return {
    name: "blackbox-exporter",
    jobs: ["blackbox"],
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
  };
}
