import { componentOf } from "../kit/model/alert.ts";
import type { TimeToTell } from "../kit/model/time-to-tell.ts";
import { components } from "./components.ts";

const vital: readonly string[] = ["host", "api", "web", "database"];
const slow: readonly string[] = ["quality", "business"];

/**
 * The first that holds for a level counts. benevoclic.md section 4 asks for less than 5 minutes from the fault to its detection;
 * a level that takes longer says why (`tellsLate`).
 */
export const timesToTell: readonly TimeToTell[] = [
  {
    what: "quality, business and information",
    within: "1h",
    holdsFor: (alert, severity) => severity === "info" || slow.includes(componentOf(components, alert)),
  },
  {
    what: "something that is down",
    within: "3m",
    holdsFor: ({ on }, severity) => severity === "critical" && on.unit.name === "bool",
  },
  {
    what: "critical alerts of host, API, web and database",
    within: "5m",
    holdsFor: (alert, severity) => severity === "critical" && vital.includes(componentOf(components, alert)),
  },
  { what: "other critical alerts", within: "10m", holdsFor: (_, severity) => severity === "critical" },
  { what: "warnings", within: "15m", holdsFor: () => true },
];
