import { seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { usualInterval } from "../model/job.ts";
import type { Traces } from "../platform.ts";
import { generatedNotice, yaml } from "../yaml.ts";

/**
 * The configuration of Jaeger, which is OpenTelemetry's collector with a store: spans come in by OTLP over HTTP alone, stay for a time on its own
 * disk, and are asked for over HTTP. What one program asks of another is counted and timed meanwhile, where a job asks for that.
 * https://www.jaegertracing.io/docs/2.13/deployment/configuration/
 * @param metrics `host:port` at which its own metrics are asked for
 */
export function traceStoreFile({ config }: Pick<Environment, "config">, traces: Traces, metrics: string): string {
  const { keep, directory, query, receives } = traces.store(config);
  const { host, port } = listening(metrics);
  const calls = config.jobs[traces.parts.calls];
  const counted = calls === undefined ? undefined : callsAt(calls);
  return (
    generatedNotice +
    yaml({
      receivers: { otlp: { protocols: { http: { endpoint: addressOf(receives) } } } },
      processors: { memory_limiter: memoryLimiter, batch: {}, ...counted?.processors },
      ...(counted && { connectors: counted.connectors }),
      exporters: { jaeger_storage_exporter: { trace_storage: store }, ...counted?.exporters },
      extensions: {
        jaeger_storage: {
          backends: {
            [store]: {
              badger: {
                ephemeral: false,
                directories: { keys: `${directory}/keys`, values: `${directory}/values` },
                ttl: { spans: `${seconds(keep)}s` },
              },
            },
          },
        },
        jaeger_query: {
          storage: { traces: store },
          // It would trace itself, and send that to a port where nobody listens.
          enable_tracing: false,
          http: { endpoint: addressOf(query) },
          // Nobody asks that way; unless told, it listens on all addresses.
          grpc: { endpoint: "127.0.0.1:0" },
        },
      },
      service: {
        extensions: ["jaeger_storage", "jaeger_query"],
        pipelines: {
          traces: {
            receivers: ["otlp"],
            processors: ["memory_limiter", "batch"],
            exporters: ["jaeger_storage_exporter", ...(counted ? [toCalls] : [])],
          },
          ...counted?.pipelines,
        },
        telemetry: {
          logs: { encoding: "json", level: "warn" },
          metrics: { readers: [{ pull: { exporter: { prometheus: { host, port } } } }] },
        },
      },
    })
  );
}

const store = "kept";
const toCalls = "forward/calls";

/** A text by which calls are told apart; nothing where the call has none, or two calls without it could be taken for one. */
const toldBy = (name: string) => ({ name, default: "" });

/**
 * What makes metrics of calls: requests that a program makes, and what it asks a database. Those that it answers have addresses that anybody
 * can make up; of a call, all that tells it apart is bounded by what the programs ask for, and never a path or a value.
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/v0.140.1/connector/spanmetricsconnector
 */
const callsAt = (address: string) => ({
  processors: { "filter/calls": { error_mode: "ignore", traces: { span: ["kind != SPAN_KIND_CLIENT"] } } },
  connectors: {
    [toCalls]: {},
    spanmetrics: {
      // Its name is a path, or holds one.
      exclude_dimensions: ["span.name", "span.kind"],
      dimensions: [
        "http.request.method",
        "http.response.status_code",
        "server.address",
        "db.collection.name",
        "db.operation.name",
      ].map(toldBy),
      histogram: { unit: "s", explicit: { buckets: callSeconds.map((bound) => `${bound * 1000}ms`) } },
      exemplars: { enabled: true, max_per_data_point: 1 },
      // As often as it is scraped: an exemplar is kept for so long.
      metrics_flush_interval: usualInterval,
      // Programs, and kinds of calls of each; what is beyond is counted as one.
      resource_metrics_key_attributes: ["service.name"],
      resource_metrics_cache_size: 10,
      aggregation_cardinality_limit: 100,
    },
  },
  exporters: { prometheus: { endpoint: addressOf(address), enable_open_metrics: true } },
  pipelines: {
    "traces/calls": { receivers: [toCalls], processors: ["filter/calls"], exporters: ["spanmetrics"] },
    metrics: { receivers: ["spanmetrics"], exporters: ["prometheus"] },
  },
});

/** Bounds of the histogram of calls, in seconds. */
export const callSeconds = [0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;

/** Beyond it spans are refused, and forgotten by who sent them. Badger alone reserves 64 MiB twice, used or not. */
const memoryLimiter = { check_interval: "1s", limit_mib: 384, spike_limit_mib: 96 };

/** On this machine alone, or on every address of its container. */
function listening(address: string): { host: string; port: number } {
  const [host = "", port = ""] = address.split(":");
  return { host: host === "127.0.0.1" ? host : "0.0.0.0", port: Number(port) };
}

function addressOf(address: string): string {
  const { host, port } = listening(address);
  return `${host}:${port}`;
}
