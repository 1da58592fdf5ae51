import { type Domain, inOrder } from "../signals/catalogue.ts";
import * as api from "./api.ts";
import * as certificates from "./certificates.ts";
import * as database from "./database.ts";
import * as host from "./host.ts";
import * as hostDisks from "./host-disks.ts";
import * as hostSystem from "./host-system.ts";
import type { Alert } from "./model/alert.ts";
import * as monitoring from "./monitoring.ts";
import * as processes from "./processes.ts";
import * as web from "./web.ts";

const domains: Readonly<Record<Domain, Readonly<Record<string, Alert>>>> = {
  host: { ...host, ...hostDisks, ...hostSystem },
  api,
  web: { ...certificates, ...web },
  database,
  processes,
  monitoring,
};

/** Every exported alert, by its domain. A new alert is found by itself; only a new file is named here. */
export const alertsByDomain: ReadonlyMap<Domain, readonly Alert[]> = new Map(
  (Object.keys(domains) as Domain[]).map((domain) => [domain, inOrder(domains[domain])]),
);
