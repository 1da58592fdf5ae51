import { errorRatio } from "../../kit/kinds/error-ratio.ts";
import { gaugeRatio } from "../../kit/kinds/gauge-ratio.ts";
import { latencyQuantile } from "../../kit/kinds/latency-quantile.ts";
import { up } from "../../kit/kinds/up.ts";
import { scrape } from "../../kit/model/scraped.ts";
import { signal } from "../../kit/model/signal.ts";
import { english } from "../../kit/model/text.ts";
import { postgres, shop } from "./parts.ts";

const per = ["instance"];

export const shopUp = signal(
  "instance:shop_up:min",
  up({
    gauge: scrape.up,
    where: ['job="shop"'],
    example: { job: "shop" },
    per,
    title: english("Shop answers"),
    about: english("1 while Prometheus reads the shop's metrics."),
  }),
);

export const failures = signal(
  "instance:shop_failures:ratio5m",
  errorRatio({
    bad: { counter: shop.requests, where: ['status=~"5.."'], example: { status: "500" } },
    all: { counter: shop.requests },
    over: "5m",
    per,
    title: english("Failed requests"),
    about: english("Share of the requests of the last 5 minutes that the shop could not answer."),
    objective: { below: 0.005 },
  }),
);

export const checkoutTime = signal(
  "instance:shop_checkout_time:p95_5m",
  latencyQuantile({
    histogram: shop.duration,
    where: ['route="/checkout"'],
    quantile: 0.95,
    over: "5m",
    per,
    title: english("Time to check out"),
    about: english("95 of 100 orders of the last 5 minutes were taken within this time."),
  }),
);

export const postgresUp = signal(
  "instance:postgres_up:min",
  up({
    gauge: postgres.up,
    per,
    title: english("PostgreSQL answers"),
    about: english("1 while the exporter can ask PostgreSQL."),
  }),
);

export const connectionsUsed = signal(
  "instance:postgres_connections:ratio",
  gaugeRatio({
    used: postgres.connections,
    of: postgres.mostConnections,
    per,
    title: english("Connections used"),
    about: english("Share of the connections that PostgreSQL allows."),
  }),
);
