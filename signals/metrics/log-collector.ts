import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { harmless, less, more } from "../../kit/model/ways.ts";

const exporter = { exporter: "otlp_http", data_type: "logs" };

/** What the OpenTelemetry collector tells of itself. https://opentelemetry.io/docs/collector/internal-telemetry/ */
export const logCollector = alwaysPresentOf("log-collector", {
  waiting: {
    name: "otelcol_exporter_queue_size",
    type: "gauge",
    about: "Bytes on its disk that the store has not taken yet.",
    labels: exporter,
    harmless: harmless({
      "less waits": less,
      "it is 0 while all is well, and a little may wait": ["freezes", ...more, "flaps"],
    }),
  },
  room: {
    name: "otelcol_exporter_queue_capacity",
    type: "gauge",
    about: "Bytes that it keeps for a store that does not take them; beyond that it reads no further.",
    labels: exporter,
    harmless: harmless({
      "a constant of its configuration": [
        "freezes",
        "doubles",
        "grows tenfold",
        "drifts for hours",
        "flaps",
        "starts anew",
        "steps back",
        "drops to zero",
      ],
    }),
  },
});
