import { type LogSource, parsed, streamFields } from "../logs/log-source.ts";
import { maskedAs, masks } from "../logs/masks.ts";
import type { Environment } from "../model/environment.ts";
import type { Logs } from "../platform.ts";
import { generatedNotice, yaml } from "../yaml.ts";

/**
 * The configuration of the OpenTelemetry collector: files are read from where it left off, lines are parsed, all that is not declared is
 * removed and the rest masked, and only then written anywhere.
 * @param logs those of the platform
 * @param store `host:port` of the log store
 * @param metrics `host:port` at which its own metrics are asked for
 */
export function collectorFile(
  { config }: Pick<Environment, "config">,
  logs: Logs,
  { store, metrics }: { readonly store: string; readonly metrics: string },
): string {
  const { files, directory, queueBytes } = logs.collector(config);
  const [host = "", port = ""] = metrics.split(":");
  const ofEach = <Value>(key: (source: LogSource) => string, value: (source: LogSource) => Value) =>
    Object.fromEntries(logs.sources.map((source) => [key(source), value(source)]));
  return (
    generatedNotice +
    yaml({
      receivers: ofEach(receiver, (source) => fileLog(source, files[source.name] ?? source.files, config.environment)),
      processors: { memory_limiter: memoryLimiter, ...ofEach(redaction, redactionOf) },
      exporters: { otlp_http: exporter(store, queueBytes) },
      extensions: { file_storage: { directory, create_directory: true } },
      service: {
        extensions: ["file_storage"],
        pipelines: ofEach(
          ({ name }) => `logs/${name}`,
          (source) => ({
            receivers: [receiver(source)],
            processors: ["memory_limiter", redaction(source)],
            exporters: ["otlp_http"],
          }),
        ),
        telemetry: {
          logs: { encoding: "json", level: "warn" },
          metrics: {
            readers: [
              {
                pull: {
                  exporter: { prometheus: { host: host === "127.0.0.1" ? host : "0.0.0.0", port: Number(port) } },
                },
              },
            ],
          },
        },
      },
    })
  );
}

const receiver = ({ name }: LogSource) => `file_log/${name}`;
const redaction = ({ name }: LogSource) => `redaction/${name}`;

const memoryLimiter = { check_interval: "1s", limit_mib: 200, spike_limit_mib: 40 };

function fileLog({ service, format }: LogSource, include: readonly string[], environment: string): object {
  const stream = { service, environment };
  return {
    include,
    exclude: include.map((glob) => `${glob}.gz`),
    // Never the end: a file that appeared while it was down would lose what was written before it came back.
    start_at: "beginning",
    // Its place in each file outlives it, also under the file's next name.
    storage: "file_storage",
    polls_to_archive: 100,
    include_file_name: false,
    ...(format.begins && { multiline: { line_start_pattern: format.begins } }),
    max_log_size: "64KiB",
    // What the next one does not take is offered again, not dropped.
    retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
    operators: [
      ...format.operators,
      { type: "remove", if: `${parsed} != nil`, field: parsed },
      ...Object.entries(stream).map(([field, value]) => ({ type: "add", field: `attributes.${field}`, value })),
    ],
  };
}

/** The one place that a line has to pass: what it may carry, and what is masked in that. */
function redactionOf({ format }: LogSource): object {
  return {
    allow_all_keys: false,
    allowed_keys: [...streamFields, ...Object.keys(format.fields)],
    // Of no person, and longer than any id of one.
    ignored_keys: Object.keys(format.fields).filter((field) => /^(trace|span)_id$/.test(field)),
    redact_all_types: true,
    blocked_values: [...masks.map(({ pattern }) => pattern), ...(format.masks ?? [])].map(caseless),
    masking_string: maskedAs,
    // Says how many were masked, so that it can be counted; the names of fields would be one more thing to store.
    summary: "info",
  };
}

const caseless = (pattern: string) => (pattern.startsWith("(?i)") ? pattern : `(?i)${pattern}`);

function exporter(store: string, queueBytes: number): object {
  return {
    logs_endpoint: `http://${store}/insert/opentelemetry/v1/logs`,
    headers: {
      "VL-Stream-Fields": streamFields.join(","),
      // Of the protocol, and equal in every line.
      "VL-Ignore-Fields": "severity_number,severity_text,scope.name,scope.version",
    },
    compression: "gzip",
    // For ever: the queue is on disk and bounded, and when it is full the files wait to be read.
    retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "15s", max_elapsed_time: "0s" },
    sending_queue: {
      enabled: true,
      storage: "file_storage",
      sizer: "bytes",
      queue_size: queueBytes,
      block_on_overflow: true,
      // In order, so that a flood after an outage does not mix with the present.
      num_consumers: 1,
      batch: { flush_timeout: "1s", min_size: 100_000, max_size: 1_000_000 },
    },
  };
}
