import type { Dashboard } from "../kit/model/dashboard.ts";
import { anomalies } from "./anomalies.ts";
import { api } from "./api.ts";
import { business } from "./business.ts";
import { database } from "./database.ts";
import { footprint } from "./footprint.ts";
import { host } from "./host.ts";
import { journeys } from "./journeys.ts";
import { logs } from "./logs.ts";
import { monitoring } from "./monitoring.ts";
import { objectives } from "./objectives.ts";
import { overview } from "./overview.ts";
import { processes } from "./processes.ts";
import { quality } from "./quality.ts";
import { remediation } from "./remediation.ts";
import { seasonal } from "./seasonal.ts";
import { security } from "./security.ts";
import { traces } from "./traces.ts";
import { web } from "./web.ts";

/** Every declared dashboard, in the order in which people should see them. */
export const dashboards: readonly Dashboard[] = [
  overview,
  api,
  web,
  journeys,
  host,
  database,
  processes,
  business,
  security,
  quality,
  objectives,
  footprint,
  seasonal,
  anomalies,
  remediation,
  logs,
  traces,
  monitoring,
];
