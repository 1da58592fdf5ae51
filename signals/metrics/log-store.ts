import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

/** What VictoriaLogs tells of itself. https://docs.victoriametrics.com/victorialogs/metrics/ */
export const logStore = alwaysPresentOf("logs", {
  kept: {
    name: "vl_rows_ingested_total",
    type: "counter",
    about: "Lines that it has taken, by the way in which they came.",
    labels: { type: "opentelemetry_protobuf" },
    comesAndGoes: "there is none of a way in which no line came",
    harmless: harmless({
      "MonitoringServiceSilent tells a service without lines, and a flood costs disk, which is bounded": [
        "vanishes",
        "freezes",
        "is there every other sample",
        ...counts,
        ...restless,
        ...less,
        ...more,
      ],
    }),
  },
  dropped: {
    name: "vl_rows_dropped_total",
    type: "counter",
    about: "Lines that it did not take, by the reason: too old, too new, too many fields.",
    labels: { reason: "too_big_timestamp" },
    harmless: harmless({
      "fewer are dropped, or it was started anew": ["freezes", ...counts, ...less, ...restless],
      "of none, twice as many is none": [...more],
    }),
  },
  readOnly: {
    name: "vl_storage_is_read_only",
    type: "gauge",
    about: "1 while its disk is full: it takes no lines then.",
    labels: { path: "/victoria-logs" },
    isSwitch: true,
    harmless: harmless({ "what is over at the next look cost no line: the collector waits": ["starts anew"] }),
  },
});
