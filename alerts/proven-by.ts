import type { AlertDefinition } from "../kit/model/alert.ts";

// Why no fault of the library tells an alert (simulator/faults.ts), so that its examples alone prove it.

type Proof = NonNullable<AlertDefinition["provenBy"]>;

export const lastsForDays: Proof = {
  examplesAlone:
    "tells what lasted for a day or more; four weeks are recorded for what compares with them, and end with an evening",
};

export const rare: Proof = {
  examplesAlone:
    "tells what is rare; the recorded faults happen in the busiest hours, when another alert tells them first",
};

export const figureOfData: Proof = {
  examplesAlone: "a figure of a report or of the data beyond its limit: nothing moves that a recording could show",
};

export const ofTheRecorder: Proof = {
  examplesAlone: "about the recorder of anomalies, which is not recorded; test/exporters/anomalies runs the real one",
};

export const ofTheMonitoring: Proof = {
  examplesAlone:
    "about the monitoring's own programs: snapshots of the real ones stand for them in recordings, and do not fail in this way",
};

export const notSimulated: Proof = {
  examplesAlone: "the simulated platform cannot have this fault yet, beside the one of the same component that it has",
};

export const ofTheRemediation: Proof = {
  examplesAlone: "about the remediation, which is not recorded; test/exporters/remediation runs the real one",
};

export const metricItself: Proof = {
  examplesAlone: "a metric itself goes wrong, as the matrix makes it do (docs/fault-coverage.md)",
};

export const databaseAlone: Proof = {
  examplesAlone: "the simulated database tells nothing of itself that would go wrong",
};

export const inTheLogs: Proof = {
  examplesAlone:
    "about lines of logs, which recordings do not hold; test/signals/log-counts.test.ts lets the real programs read the examples",
};

export const ofTheJourneys: Proof = {
  examplesAlone: "about what walks the journeys, which is not recorded; test/exporters/journeys runs the real one",
};

export const inTheTraces: Proof = {
  examplesAlone:
    "about spans, which recordings do not hold; test/tracing/calls.test.ts lets the real Jaeger make the metrics of real spans",
};
