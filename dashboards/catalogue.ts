import { api } from "./api.ts";
import { host } from "./host.ts";
import type { Dashboard } from "./model/dashboard.ts";
import { monitoring } from "./monitoring.ts";
import { overview } from "./overview.ts";
import { web } from "./web.ts";

/** Every declared dashboard, in the order in which people should see them. */
export const dashboards: readonly Dashboard[] = [overview, api, web, host, monitoring];
