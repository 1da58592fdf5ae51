import type { PlatformFault } from "../faults.ts";
import type { Faults } from "./faults.ts";
import type { SiteFault } from "./site.ts";

const apiGone = ["api-down", "mongodb-down", "host-down"] as const satisfies readonly PlatformFault[];

/** What breaks each way through the site: the fault of that name, or one of what the site asks. */
const brokenBy: Readonly<Partial<Record<SiteFault, readonly PlatformFault[]>>> = {
  "search-empty": ["search-empty"],
  "search-failing": apiGone,
  "sign-in-failing": apiGone,
  "session-lost": ["session-lost"],
  "registration-failing": [...apiGone, "api-route-errors"],
  "button-missing": ["button-missing"],
};

export const siteIsBroken = (fault: SiteFault, faults: Faults): boolean =>
  brokenBy[fault]?.some((one) => faults.active(one)) ?? false;
