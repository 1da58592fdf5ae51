import { fastInterval, usualInterval } from "../../kit/model/job.ts";
import { metricsOf } from "../../kit/model/metric.ts";
import { part } from "../../kit/model/part.ts";

/** The shop is one Express service, instrumented with prom-client. */
export const shop = metricsOf("shop", {
  requests: {
    name: "http_requests_total",
    type: "counter",
    about: "Requests answered.",
    labels: { route: "/checkout", status: "200" },
  },
  duration: {
    name: "http_request_duration_seconds",
    type: "histogram",
    about: "How long an answer took.",
    labels: { route: "/checkout" },
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
});

/** https://github.com/prometheus-community/postgres_exporter */
export const postgres = metricsOf("postgres", {
  up: { name: "pg_up", type: "gauge", about: "1 when PostgreSQL answers.", alwaysPresent: true },
  connections: {
    name: "pg_stat_database_numbackends",
    type: "gauge",
    about: "Connections.",
    labels: { datname: "shop" },
  },
  mostConnections: { name: "pg_settings_max_connections", type: "gauge", about: "How many there may be." },
});

export const parts = [
  part("prometheus", { scrape: { interval: usualInterval }, needed: true }),
  part("alertmanager", { scrape: { interval: usualInterval }, needed: true }),
  part("shop", { scrape: { interval: fastInterval }, metrics: [shop] }),
  part("postgres", { scrape: { interval: usualInterval }, metrics: [postgres] }),
];
