import path from "node:path";
import { z } from "zod";
import { environmentsOf } from "../../kit/config/load.ts";
import { settingsOf } from "../../kit/config/schema.ts";
import { fastInterval } from "../../kit/model/job.ts";
import { part } from "../../kit/model/part.ts";
import type { Workload } from "../../kit/model/workload.ts";
import { parts as shopParts } from "../shop/parts.ts";
import { people, shop } from "../shop/platform.ts";

const parts = [
  ...shopParts,
  part("blackbox", { scrape: { interval: fastInterval, path: "/probe", probes: true } }),
] as const;

/** The shop has outgrown its machine: the same declarations, in a cluster with the Prometheus operator. */
export const shopInCluster = {
  ...shop,
  parts,
  environments: environmentsOf(
    z.strictObject(settingsOf({ parts, ...people })),
    path.join(import.meta.dirname, "config"),
  ),
  workloads: () => [postgresExporter, blackboxExporter],
};

const usual = { memory: "64MiB", user: "65534:65534", startSeconds: 30, stopSeconds: 30 } as const;

/** https://github.com/prometheus-community/postgres_exporter */
const postgresExporter: Workload = {
  ...usual,
  name: "postgres-exporter",
  image: "quay.io/prometheuscommunity/postgres-exporter:v0.18.1",
  port: 9187,
  command: [],
  environment: {
    DATA_SOURCE_URI: "postgres.shop.svc:5432/shop",
    DATA_SOURCE_USER: "exporter",
    DATA_SOURCE_PASS_FILE: "/run/secrets/postgres-exporter/password",
  },
  healthPath: "/",
  secrets: { at: "/run/secrets/postgres-exporter", files: ["password"] },
  asks: [5432],
};

const blackboxExporter: Workload = {
  ...usual,
  name: "blackbox-exporter",
  image: "quay.io/prometheus/blackbox-exporter:v0.28.0",
  port: 9115,
  command: ["--config.file=/etc/blackbox-exporter/current/blackbox.yml"],
  healthPath: "/-/healthy",
  configuration: { directory: "blackbox", at: "/etc/blackbox-exporter" },
  asks: [443],
};
