import type { Signal } from "../kit/model/signal.ts";
import * as anomalies from "./anomalies.ts";
import * as anomalyFigures from "./anomaly-figures.ts";
import * as api from "./api.ts";
import * as apiProcess from "./api-process.ts";
import * as apiSeries from "./api-series.ts";
import * as business from "./business.ts";
import * as businessData from "./business-data.ts";
import * as calls from "./calls.ts";
import * as database from "./database.ts";
import * as databaseServer from "./database-server.ts";
import * as figures from "./figures.ts";
import * as footprint from "./footprint.ts";
import * as host from "./host.ts";
import * as hostDisks from "./host-disks.ts";
import * as hostSystem from "./host-system.ts";
import * as journeys from "./journeys.ts";
import * as logs from "./logs.ts";
import * as monitoring from "./monitoring.ts";
import * as objectives from "./objectives.ts";
import * as processes from "./processes.ts";
import * as quality from "./quality.ts";
import * as remediation from "./remediation.ts";
import * as seasonal from "./seasonal.ts";
import * as security from "./security.ts";
import * as traceStore from "./trace-store.ts";
import * as visitorObjectives from "./visitor-objectives.ts";
import * as web from "./web.ts";
import * as webObjectives from "./web-objectives.ts";

const domains = {
  host: { ...host, ...hostDisks, ...hostSystem },
  api: { ...api, ...apiProcess, ...apiSeries },
  web,
  database: { ...database, ...databaseServer },
  processes,
  security,
  objectives: { ...objectives, ...webObjectives, ...visitorObjectives },
  footprint,
  seasonal,
  business: { ...business, ...businessData },
  quality,
  anomalies: { ...anomalies, ...anomalyFigures },
  remediation,
  logs,
  traces: { ...calls, ...traceStore },
  journeys,
  monitoring: { ...monitoring, ...figures },
};

/** A part of the platform with its own signals, alerts and file of rules. */
export type Domain = keyof typeof domains;

/** A module's exports by name: not every loader lists them in the order that the language prescribes. */
export function inOrder<Declared>(module: Readonly<Record<string, Declared>>): Declared[] {
  return Object.entries(module)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, declared]) => declared);
}

/** Every exported signal, by its domain. */
export const signalsByDomain: ReadonlyMap<Domain, readonly Signal[]> = new Map(
  (Object.keys(domains) as Domain[]).map((domain) => [domain, inOrder(domains[domain])]),
);
