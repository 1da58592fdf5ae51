import path from "node:path";
import { z } from "zod";
import { environmentsOf } from "../../kit/config/load.ts";
import { settingsOf } from "../../kit/config/schema.ts";
import { fastInterval } from "../../kit/model/job.ts";
import { part } from "../../kit/model/part.ts";
import { anyLine, secret } from "../../kit/model/secret.ts";
import type { Service } from "../../kit/model/service.ts";
import { platform } from "../../kit/platform.ts";
import { parts as shopParts } from "../shop/parts.ts";
import { people, shop } from "../shop/platform.ts";

const usual = { user: "65534:65534", startSeconds: 30, stopSeconds: 30 } as const;

const password = secret("password", { what: "the password of PostgreSQL's user exporter", ...anyLine });

/** https://github.com/prometheus-community/postgres_exporter */
const postgresExporter: Service = {
  name: "postgres-exporter",
  memory: "64MiB",
  port: 9187,
  container: () => ({
    ...usual,
    listens: { network: "private", port: 9187 },
    command: [],
    environment: {
      DATA_SOURCE_URI: "postgres.shop.svc:5432/shop",
      DATA_SOURCE_USER: "exporter",
      DATA_SOURCE_PASS_FILE: "/run/secrets/postgres-exporter/password",
    },
    healthPath: "/",
    secrets: { at: "/run/secrets/postgres-exporter", files: [password] },
  }),
};

const blackboxExporter: Service = {
  name: "blackbox-exporter",
  memory: "64MiB",
  port: 9115,
  container: () => ({
    ...usual,
    listens: { network: "private", port: 9115 },
    command: ["--config.file=/etc/blackbox-exporter/current/blackbox.yml"],
    healthPath: "/-/healthy",
    configuration: {
      directory: "blackbox",
      at: "/etc/blackbox-exporter",
      check: "blackbox_exporter --config.check --config.file=blackbox.yml",
    },
  }),
};

const parts = [
  ...shopParts.map((one) => (one.name === "postgres" ? { ...one, service: postgresExporter } : one)),
  part("blackbox", {
    scrape: { interval: fastInterval, path: "/probe", probes: true },
    service: blackboxExporter,
  }),
] as const;

/** The shop has outgrown its machine: the same declarations, in a cluster with the Prometheus operator. */
export const shopInCluster = platform("shop", {
  ...shop,
  parts,
  environments: environmentsOf(
    z.strictObject(settingsOf({ parts, ...people })),
    path.join(import.meta.dirname, "config"),
  ),
});
