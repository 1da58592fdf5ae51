import type { Duration } from "../kit/model/durations.ts";
import { usualInterval } from "../kit/model/job.ts";
import type { Part } from "../kit/model/part.ts";
import { alertmanagerPart } from "./alertmanager.ts";
import { anomaliesPart } from "./anomalies.ts";
import { apiPart } from "./api.ts";
import { blackboxPart } from "./blackbox.ts";
import { businessPart } from "./business.ts";
import type { Deployed } from "./deployed.ts";
import { grafanaPart } from "./grafana.ts";
import { mongodbPart } from "./mongodb.ts";
import { nodePart } from "./node.ts";
import { pm2Part } from "./pm2.ts";
import { prometheusPart } from "./prometheus.ts";
import { remediationPart } from "./remediation.ts";

/** Everything that is watched or watches. Which of it an environment has, and where, stands in config/. */
export const parts: readonly Part<string, Deployed>[] = [
  prometheusPart,
  alertmanagerPart,
  grafanaPart,
  nodePart,
  blackboxPart,
  apiPart,
  mongodbPart,
  pm2Part,
  businessPart,
  anomaliesPart,
  remediationPart,
];

/** How often a job is scraped. */
export const intervalOf = (job: string): Duration =>
  parts.find(({ name }) => name === job)?.scrape.interval ?? usualInterval;
