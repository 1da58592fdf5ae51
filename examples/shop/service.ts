import { createServer } from "node:http";

// Stands for the Express service and for PostgreSQL's exporter: what they would say of an ordinary evening.

const started = Date.now();
const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, "+Inf"];

function metrics(): string {
  const orders = Math.floor((Date.now() - started) / 50);
  const buckets = bounds.map((le, index) => {
    const within = index < 2 ? Math.floor(orders * 0.9) : orders;
    return `http_request_duration_seconds_bucket{route="/checkout",le="${le}"} ${within}`;
  });
  return [
    `http_requests_total{route="/checkout",status="200"} ${orders}`,
    ...buckets,
    `http_request_duration_seconds_count{route="/checkout"} ${orders}`,
    `http_request_duration_seconds_sum{route="/checkout"} ${orders * 0.08}`,
    "pg_up 1",
    'pg_stat_database_numbackends{datname="shop"} 12',
    "pg_settings_max_connections 100",
    "",
  ].join("\n");
}

createServer((_, response) =>
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(metrics()),
).listen(Number(process.argv[2]), "127.0.0.1");
