import { seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import type { Traces } from "../platform.ts";
import { generatedNotice, yaml } from "../yaml.ts";

/**
 * The configuration of Jaeger, which is OpenTelemetry's collector with a store: spans come in by OTLP over HTTP alone, stay for a time on its own
 * disk, and are asked for over HTTP. https://www.jaegertracing.io/docs/2.13/deployment/configuration/
 * @param metrics `host:port` at which its own metrics are asked for
 */
export function traceStoreFile({ config }: Pick<Environment, "config">, traces: Traces, metrics: string): string {
  const { keep, directory, query, receives } = traces.store(config);
  const { host, port } = listening(metrics);
  return (
    generatedNotice +
    yaml({
      receivers: { otlp: { protocols: { http: { endpoint: addressOf(receives) } } } },
      processors: { memory_limiter: memoryLimiter, batch: {} },
      exporters: { jaeger_storage_exporter: { trace_storage: store } },
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
            exporters: ["jaeger_storage_exporter"],
          },
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
