import type { Service } from "../service.ts";

/** docs/business-metrics.md */
export function businessExporter(): Service {
  return {
    name: "business-exporter",
    jobs: ["business", "mongodb"],
    // A user of its own: nobody else may read how to reach the database.
    user: "65532:65532",
    listens: { network: "private", port: 9851 },
    program: "business",
    command: ["--host=0.0.0.0", "--mongodb-uri-file=/run/secrets/business-exporter/mongodb-uri"],
    // Not /-/ready: a database that is down is told by `mongodb_up`, and must not keep the monitoring from being deployed.
    healthPath: "/-/healthy",
    startSeconds: 30,
    stopSeconds: 30,
    secrets: { at: "/run/secrets/business-exporter", files: ["mongodb-uri"] },
    reachesHost: true,
  };
}
