import { type Domain, inOrder } from "../signals/catalogue.ts";
import * as api from "./api.ts";
import * as host from "./host.ts";
import type { Alert } from "./model/alert.ts";
import * as monitoring from "./monitoring.ts";
import * as web from "./web.ts";

const domains: Readonly<Record<Domain, Readonly<Record<string, Alert>>>> = { host, api, web, monitoring };

/** Every exported alert, by the file it stands in. A new alert is found by itself; only a new file is named here. */
export const alertsByDomain: ReadonlyMap<Domain, readonly Alert[]> = new Map(
  (Object.keys(domains) as Domain[]).map((domain) => [domain, inOrder(domains[domain])]),
);
