import type { Alert } from "../kit/model/alert.ts";
import { type Domain, inOrder } from "../signals/catalogue.ts";
import * as anomalies from "./anomalies.ts";
import * as api from "./api.ts";
import * as apiHourly from "./api-hourly.ts";
import * as apiProcess from "./api-process.ts";
import * as apiRequests from "./api-requests.ts";
import * as apiSeries from "./api-series.ts";
import * as business from "./business.ts";
import * as businessContent from "./business-content.ts";
import * as businessData from "./business-data.ts";
import * as businessUsers from "./business-users.ts";
import * as calls from "./calls.ts";
import * as certificates from "./certificates.ts";
import * as database from "./database.ts";
import * as databaseHourly from "./database-hourly.ts";
import * as databaseServer from "./database-server.ts";
import * as entrance from "./entrance.ts";
import * as host from "./host.ts";
import * as hostDisks from "./host-disks.ts";
import * as hostFilesystems from "./host-filesystems.ts";
import * as hostReboot from "./host-reboot.ts";
import * as hostSystem from "./host-system.ts";
import * as journeys from "./journeys.ts";
import * as logKinds from "./log-kinds.ts";
import * as logs from "./logs.ts";
import * as logsSelf from "./logs-self.ts";
import * as monitoring from "./monitoring.ts";
import * as monitoringCollectors from "./monitoring-collectors.ts";
import * as monitoringFigures from "./monitoring-figures.ts";
import * as monitoringPrometheus from "./monitoring-prometheus.ts";
import * as monitoringTargets from "./monitoring-targets.ts";
import * as objectives from "./objectives.ts";
import * as processes from "./processes.ts";
import * as processesCpu from "./processes-cpu.ts";
import * as quality from "./quality.ts";
import * as qualityReports from "./quality-reports.ts";
import * as remediation from "./remediation.ts";
import * as seasonal from "./seasonal.ts";
import * as seasonalLogins from "./seasonal-logins.ts";
import * as security from "./security.ts";
import * as securityHourly from "./security-hourly.ts";
import * as traceStore from "./trace-store.ts";
import * as web from "./web.ts";
import * as webObjectives from "./web-objectives.ts";

const domains: Readonly<Record<Domain, Readonly<Record<string, Alert>>>> = {
  host: { ...host, ...hostReboot, ...hostDisks, ...hostFilesystems, ...hostSystem },
  api: { ...api, ...apiHourly, ...apiRequests, ...apiProcess, ...apiSeries },
  web: { ...certificates, ...entrance, ...web },
  database: { ...database, ...databaseHourly, ...databaseServer },
  processes: { ...processes, ...processesCpu },
  security: { ...security, ...securityHourly },
  objectives: { ...objectives, ...webObjectives },
  footprint: {},
  seasonal: { ...seasonal, ...seasonalLogins },
  business: { ...business, ...businessContent, ...businessData, ...businessUsers },
  quality: { ...quality, ...qualityReports },
  anomalies,
  remediation,
  logs: { ...logs, ...logKinds, ...logsSelf },
  traces: { ...calls, ...traceStore },
  journeys,
  monitoring: {
    ...monitoring,
    ...monitoringCollectors,
    ...monitoringFigures,
    ...monitoringPrometheus,
    ...monitoringTargets,
  },
};

/** Every exported alert, by its domain. A new alert is found by itself; only a new file is named here. */
export const alertsByDomain: ReadonlyMap<Domain, readonly Alert[]> = new Map(
  (Object.keys(domains) as Domain[]).map((domain) => [domain, inOrder(domains[domain])]),
);
