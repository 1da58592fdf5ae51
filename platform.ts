import { alertsByDomain } from "./alerts/catalogue.ts";
import { components } from "./alerts/components.ts";
import { timesToTell } from "./alerts/time-to-tell.ts";
import { environmentNames, loadConfig } from "./config/load.ts";
import { annotations } from "./dashboards/annotations.ts";
import { dashboards } from "./dashboards/catalogue.ts";
import { withSelfWatch } from "./dashboards/with-self-watch.ts";
import { platform } from "./kit/platform.ts";
import { parts } from "./parts/every.ts";
import { signalsByDomain } from "./signals/catalogue.ts";
import { remediation } from "./signals/metrics/remediation.ts";

/** The platform that is watched here: what the kit is given. */
export const benevoclic = platform("benevoclic", {
  title: "Benevoclic",
  environments: { names: environmentNames, load: loadConfig },
  parts,
  components,
  signals: signalsByDomain,
  alerts: alertsByDomain,
  dashboards,
  annotations,
  timesToTell,
  recorder: { part: "anomalies", component: "anomalies" },
  remediation: { part: "remediation", runs: remediation.runs },
  derived: withSelfWatch,
});
