import type { EventsCondition } from "../../kit/model/condition.ts";
import type { Duration } from "../../kit/model/durations.ts";
import { metricsOf } from "../../kit/model/metric.ts";
import { promql } from "../../kit/model/promql.ts";
import { counted, seriesOf } from "../../kit/model/series.ts";

/**
 * What the API exposes: benevoclic.md section 2, quirks included. Two of them shape every rule: requests to a route
 * without parameters are counted twice and others once after the scrape keeps only routes (quirk 1), and a series
 * exists only after its first event (quirk 5).
 */
export const api = metricsOf("benevoclic-api", {
  requests: {
    name: "http_requests_total",
    type: "counter",
    about: "Requests answered, by status code.",
    // The probes ask for /health.
    alwaysPresent: true,
    labels: { method: "GET", path: "/announcements", status: "200" },
  },
  requestDuration: {
    name: "http_request_duration_seconds",
    type: "histogram",
    about: "How long requests took.",
    alwaysPresent: true,
    labels: { method: "GET", path: "/announcements" },
    buckets: [0.1, 0.5, 1, 2, 5],
  },
  inProgress: {
    name: "http_requests_in_progress",
    type: "gauge",
    about: "Requests being answered now.",
    alwaysPresent: true,
    labels: { method: "GET", path: "/announcements" },
  },
  logins: {
    name: "login_attempts_total",
    type: "counter",
    about: "Attempts to sign in, successful or not.",
    presentAfterRequests: 2000,
    labels: { success: "true", provider: "email" },
  },
});

/** Requests of people: the monitoring itself asks for these two, and must not dilute a ratio on a quiet night. */
export const peoplesRequests = 'path!~"/health|/metrics"';

interface Traffic {
  readonly atLeast: number;
  readonly over: Duration;
  /** `instance` for the API as a whole, `method` and `path` as well for each route. */
  readonly per?: readonly string[];
}

/** At least so many requests of people in a time: one failure at night is not a ratio (quirk 6). */
export const enoughTraffic = ({ atLeast, over, per = ["instance"] }: Traffic): EventsCondition => ({
  events: { of: { name: api.requests.name, labels: {} }, atLeast, over },
  expr: promql`sum by (${per}) (increase(${api.requests.where(peoplesRequests)}[${over}])) >= ${atLeast}`,
  produce: ({ values, interval, labels }) => {
    // Enough within the first interval already, so that the condition does not delay what it guards.
    const perSecond = (2 * atLeast) / interval;
    return [
      seriesOf(
        api.requests,
        labels,
        counted(
          values.map(() => perSecond),
          interval,
        ),
      ),
    ];
  },
});
