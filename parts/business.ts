import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { secret } from "../kit/model/secret.ts";
import { business } from "../signals/metrics/business.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";
import type { Deployed } from "./deployed.ts";

/** Also what its connection is made from in `npm start`. */
const mongodbUri = secret("mongodb-uri", {
  what: "MongoDB's connection string of a user who may only read the database benevoclic",
  form: "^mongodb(\\+srv)?://[^[:space:]]+$",
  looksLike: "mongodb+srv://…",
});

/** docs/business-metrics.md */
export const businessPart = part("business", {
  scrape: { interval: usualInterval },
  metrics: [business, { build: exporterBuilds.business }],
  service: {
    name: "business-exporter",
    program: "business",
    memory: "256MiB",
    port: 9851,
    container: (values: Deployed) => ({
      // A user of its own: nobody else may read how to reach the database.
      user: "65532:65532",
      listens: { network: "private", port: 9851 },
      command: [
        "--host=0.0.0.0",
        `--mongodb-uri-file=/run/secrets/business-exporter/${mongodbUri.name}`,
        ...leavingOut(values),
      ],
      // Not /-/ready: a database that is down is told by `mongodb_up`, and must not keep the monitoring from being deployed.
      healthPath: "/-/healthy",
      startSeconds: 30,
      stopSeconds: 30,
      secrets: { at: "/run/secrets/business-exporter", files: [mongodbUri] },
      reachesHost: true,
    }),
    local: {
      ready: "/-/ready",
      needs: "mongodb",
      arguments: ({ values, secret }) => ["--mongodb-uri-file", secret(mongodbUri), ...leavingOut(values)],
    },
  },
});

/** Nobody's business: the accounts that were made for journeys. */
const leavingOut = ({ journeys }: Deployed): string[] => {
  const accounts = [journeys?.account, journeys?.association].filter((account) => account !== undefined);
  return accounts.length === 0 ? [] : [`--leave-out=${accounts.join(",")}`];
};
