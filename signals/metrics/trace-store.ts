import { metricsOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, mostWays, restless } from "../../kit/model/ways.ts";

const comesAndGoes = "counted from the first span on since it was started";
const received = { receiver: "otlp", transport: "http" };
const disk = { kind: "badger", name: "kept", role: "tracestore" };

/** What Jaeger tells of itself. https://www.jaegertracing.io/docs/2.13/operations/monitoring/ */
export const traceStore = metricsOf("traces", {
  accepted: {
    name: "otelcol_receiver_accepted_spans_total",
    type: "counter",
    about: "Spans that it has taken.",
    labels: received,
    comesAndGoes,
    harmless: harmless({
      "without a span since its start it is absent as well: none, to MonitoringSpansStopped (an example of it)": [
        "vanishes",
      ],
      "what is there now and then is counted in full": ["is there every other sample"],
      "more spans cost disk, which MonitoringTraceStoreLarge watches": [...more, ...counts, "flaps"],
    }),
  },
  refused: {
    name: "otelcol_receiver_refused_spans_total",
    type: "counter",
    about: "Spans that it did not take, for want of memory: who sent them forgets them.",
    labels: received,
    comesAndGoes,
    harmless: harmless({ "of none, twice as many is none; no program waits for a trace": mostWays }),
  },
  failed: {
    name: "otelcol_exporter_send_failed_spans_total",
    type: "counter",
    about: "Spans that it has taken and could not write.",
    labels: { exporter: "jaeger_storage_exporter" },
    comesAndGoes,
    harmless: harmless({ "of none, twice as many is none; no program waits for a trace": mostWays }),
  },
  bytes: {
    name: "jaeger_storage_badger_size_bytes_lsm",
    type: "gauge",
    about: "Bytes of its tables on disk: all that it keeps, texts of a span being short.",
    labels: disk,
    comesAndGoes: "measured from ten seconds after its start on",
    harmless: harmless({
      "a disk that fills is told as any other (HostDiskFilling)": [
        "vanishes",
        "is there every other sample",
        "freezes",
        ...less,
        ...more,
        ...restless,
      ],
    }),
  },
});
