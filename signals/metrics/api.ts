import type { EventsCondition } from "../../kit/model/condition.ts";
import type { Duration } from "../../kit/model/durations.ts";
import { metricsOf } from "../../kit/model/metric.ts";
import { promql } from "../../kit/model/promql.ts";
import { counted, seriesOf } from "../../kit/model/series.ts";
import { eventsOf, type Tally } from "../../kit/model/tally.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

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
    harmless: harmless({
      "twenty visitors more or less at noon; against four weeks ApiTrafficFallen and ApiTrafficStopped tell (fault traffic-lost of the recorded weeks)":
        ["drops to zero"],
      "a process that starts anew is told by ApiRestarting; increase() survives it": [...counts],
    }),
  },
  requestDuration: {
    name: "http_request_duration_seconds",
    type: "histogram",
    about: "How long requests took.",
    alwaysPresent: true,
    labels: { method: "GET", path: "/announcements" },
    buckets: [0.1, 0.5, 1, 2, 5],
    exemplars: true,
    harmless: harmless({
      "answers that are quicker": ["drops to zero"],
      "a process that starts anew is told by ApiRestarting; increase() survives it": [...counts],
    }),
  },
  inProgress: {
    name: "http_requests_in_progress",
    type: "gauge",
    about: "Requests being answered now.",
    alwaysPresent: true,
    labels: { method: "GET", path: "/announcements" },
    harmless: harmless({
      "at rest it is 0 as well; what hangs is counted when it ends, and more than ten at once is told": ["freezes"],
      "nobody waits": [...less],
      "a few requests at once are no queue; ApiRequestsStuck tells one": [...more, ...restless],
    }),
  },
  logins: {
    name: "login_attempts_total",
    type: "counter",
    about: "Attempts to sign in, successful or not.",
    presentAfterRequests: 2000,
    labels: { success: "true", provider: "email" },
    harmless: harmless({
      "nobody signs in for minutes at noon, for hours at night; against four weeks ApiLoginsFallen tells (fault logins-lost of the recorded weeks)":
        ["freezes", "drops to zero"],
      "more people sign in; a burst of failures is SecurityLoginBurst": [
        "doubles",
        "drifts for hours",
        "grows tenfold",
        "flaps",
      ],
      "a process that starts anew is told by ApiRestarting; increase() survives it": [...counts],
    }),
  },
});

/** Requests of people: the monitoring itself asks for these two, and must not dilute a ratio on a quiet night. */
export const peoplesRequests = 'path!~"/health|/metrics"';

/** One request to a route without an id in its path is counted twice (quirk 1). */
export const requestTallies: readonly Tally[] = [
  { where: ['path=~".*:.*"'], times: 1 },
  { where: ['path!~".*:.*"'], times: 2 },
];

/** What the API answers with when it fails. */
export const failed = 'status=~"5.."';

interface Failures {
  readonly atLeast: number;
  readonly over: Duration;
  readonly per: readonly string[];
}

/** At least so many requests of people that failed, each counted once. Its examples are about a route that counts twice. */
export const enoughFailures = ({ atLeast, over, per }: Failures): EventsCondition => ({
  events: { of: { name: api.requests.name, labels: { status: "500" } }, atLeast: 2 * atLeast, over },
  over,
  expr: promql`sum by (${per}) (${eventsOf(api.requests, [peoplesRequests, failed], requestTallies, over)}) >= ${atLeast}`,
  produce: () => [],
});

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
