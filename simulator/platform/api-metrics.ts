import {
  Counter,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  openMetricsContentType,
  type PrometheusContentType,
  Registry,
} from "prom-client";

/** Where metrics are declared, by the form in which it gives them. */
export type ApiRegistry = Registry<PrometheusContentType> | Registry<OpenMetricsContentType>;

/**
 * The metrics that the API declares itself: names, types, labels and buckets of benevoclic.md section 2. In a registry of OpenMetrics, the only
 * form that can, durations may name a trace.
 */
export function declareApiMetrics(registry: ApiRegistry) {
  const registers = [registry];
  const enableExemplars = namesTraces(registry);
  return {
    requests: new Counter({
      name: "http_requests_total",
      help: "Total number of HTTP requests",
      labelNames: ["method", "path", "status"],
      registers,
    }),
    durations: new Histogram({
      name: "http_request_duration_seconds",
      help: "HTTP request duration in seconds",
      labelNames: ["method", "path"],
      buckets: [0.1, 0.5, 1, 2, 5],
      enableExemplars,
      registers,
    }),
    inProgress: new Gauge({
      name: "http_requests_in_progress",
      help: "Number of HTTP requests currently in progress",
      labelNames: ["method", "path"],
      registers,
    }),
    activeConnections: new Gauge({ name: "active_connections", help: "Number of active connections", registers }),
    memory: new Gauge({ name: "memory_usage_bytes", help: "Memory usage in bytes", labelNames: ["type"], registers }),
    cpu: new Gauge({ name: "cpu_usage_percent", help: "CPU usage percentage", registers }),
    logins: new Counter({
      name: "login_attempts_total",
      help: "Total number of login attempts",
      labelNames: ["success", "provider"],
      registers,
    }),
    errors: new Counter({
      name: "api_errors_total",
      help: "Total number of API errors",
      labelNames: ["endpoint", "error_type"],
      registers,
    }),
    database: new Histogram({
      name: "database_operation_duration_seconds",
      help: "Database operation duration in seconds",
      labelNames: ["operation"],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5],
      registers,
    }),
  };
}

export const namesTraces = ({ contentType }: ApiRegistry): boolean => contentType === openMetricsContentType;

/** One whose durations may name traces. */
export function openMetrics(): Registry<OpenMetricsContentType> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(openMetricsContentType);
  return registry;
}
