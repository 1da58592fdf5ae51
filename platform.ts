import { alertsByDomain } from "./alerts/catalogue.ts";
import { components } from "./alerts/components.ts";
import { timesToTell } from "./alerts/time-to-tell.ts";
import { environmentNames, loadConfig } from "./config/load.ts";
import { placesIn } from "./config/places.ts";
import { annotations } from "./dashboards/annotations.ts";
import { dashboards } from "./dashboards/catalogue.ts";
import { withSelfWatch } from "./dashboards/with-self-watch.ts";
import { settingsIn } from "./kit/model/part.ts";
import { platform } from "./kit/platform.ts";
import { callsPart } from "./parts/calls.ts";
import { parts } from "./parts/every.ts";
import { collectorSettings, logCollectorPart } from "./parts/log-collector.ts";
import { logRulesPart } from "./parts/log-rules.ts";
import { linesInGrafana, logsPart } from "./parts/logs.ts";
import { tracesPart } from "./parts/traces.ts";
import { signalsByDomain } from "./signals/catalogue.ts";
import { logCounts } from "./signals/metrics/log-counts.ts";
import { explainedBy, logSources } from "./signals/metrics/log-sources.ts";
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
  remediation: { part: "remediation", runs: remediation.runs, label: "app" },
  logs: {
    sources: logSources,
    parts: { collector: logCollectorPart.name, store: logsPart.name, rules: logRulesPart.name },
    inGrafana: (config) => linesInGrafana(settingsIn(config, logsPart)),
    trouble: { lines: logCounts.trouble, explains: explainedBy },
    collector: (config) => collectorSettings(settingsIn(config, logsPart)),
  },
  traces: {
    parts: { store: tracesPart.name, calls: callsPart.name },
    store: (config) => settingsIn(config, tracesPart),
  },
  places: (config) => placesIn(config as Parameters<typeof placesIn>[0]),
  derived: withSelfWatch,
});
