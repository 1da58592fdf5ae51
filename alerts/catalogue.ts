import { type Domain, inOrder } from "../signals/catalogue.ts";
import * as api from "./api.ts";
import * as apiProcess from "./api-process.ts";
import * as apiRequests from "./api-requests.ts";
import * as apiSeries from "./api-series.ts";
import * as certificates from "./certificates.ts";
import * as database from "./database.ts";
import * as host from "./host.ts";
import * as hostDisks from "./host-disks.ts";
import * as hostSystem from "./host-system.ts";
import type { Alert } from "./model/alert.ts";
import * as monitoring from "./monitoring.ts";
import * as objectives from "./objectives.ts";
import * as processes from "./processes.ts";
import * as seasonal from "./seasonal.ts";
import * as seasonalLogins from "./seasonal-logins.ts";
import * as security from "./security.ts";
import * as web from "./web.ts";

const domains: Readonly<Record<Domain, Readonly<Record<string, Alert>>>> = {
  host: { ...host, ...hostDisks, ...hostSystem },
  api: { ...api, ...apiRequests, ...apiProcess, ...apiSeries },
  web: { ...certificates, ...web },
  database,
  processes,
  security,
  objectives,
  seasonal: { ...seasonal, ...seasonalLogins },
  monitoring,
};

/** Every exported alert, by its domain. A new alert is found by itself; only a new file is named here. */
export const alertsByDomain: ReadonlyMap<Domain, readonly Alert[]> = new Map(
  (Object.keys(domains) as Domain[]).map((domain) => [domain, inOrder(domains[domain])]),
);
