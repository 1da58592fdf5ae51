import { type EventsCondition, enoughOf } from "../../kit/model/condition.ts";
import type { Duration } from "../../kit/model/durations.ts";
import { metricsOf } from "../../kit/model/metric.ts";
import { harmless, mostWays } from "../../kit/model/ways.ts";
import { callSeconds } from "../../kit/write/trace-store.ts";

const comesAndGoes = "there is none of a call that no kept trace had since the store's start";

const labels = {
  service_name: "api",
  status_code: "STATUS_CODE_UNSET",
  server_address: "db.internal",
  db_operation_name: "find",
  db_collection_name: "announcements",
  http_request_method: "",
  http_response_status_code: "",
};

/**
 * What the traced programs ask of each other and of the database, by the names that Jaeger's connector gives (docs/traces.md). Of the requests whose
 * trace is kept: shares and times, no rates.
 */
export const calls = metricsOf("calls", {
  duration: {
    name: "traces_span_metrics_duration_seconds",
    type: "histogram",
    about: "How long a call took, as who asked saw it.",
    labels,
    buckets: callSeconds,
    exemplars: true,
    comesAndGoes,
    harmless: harmless({
      "of some requests only, beside what the API measures of all (ApiSlowResponses, DatabaseSlowOperations); without spans, MonitoringSpansStopped":
        mostWays,
    }),
  },
  ended: {
    name: "traces_span_metrics_calls_total",
    type: "counter",
    about: "Calls that ended, well or not.",
    labels,
    comesAndGoes,
    harmless: harmless({
      "of some requests only, beside what the API counts of all (ApiServerErrors); without spans, MonitoringSpansStopped":
        mostWays,
    }),
  },
});

/** What was asked of the database, and what of another program; and what such calls are told apart by. */
export const ofDatabase = {
  where: ['db_operation_name!=""'],
  example: {},
  per: ["instance", "service_name", "db_collection_name", "db_operation_name"],
} as const;
export const ofProgram = {
  // What is beyond the kinds that are told apart has no address either.
  where: ['db_operation_name=""', 'server_address!=""'],
  example: {
    ...{ service_name: "web", server_address: "api.internal", http_request_method: "GET" },
    ...{ db_operation_name: "", db_collection_name: "" },
  },
  per: ["instance", "service_name", "server_address", "http_request_method"],
} as const;

/** Of these, what the web site asks. */
export const ofSite = { ...ofProgram, where: [...ofProgram.where, 'service_name="web"'] };

/** Ended with an error; but not with one that whoever asked has made, such as a page that is not there. */
export const failedCall = {
  where: ['status_code="STATUS_CODE_ERROR"', 'http_response_status_code!~"4.."'],
  example: { status_code: "STATUS_CODE_ERROR" },
} as const;

interface Enough {
  readonly of: {
    readonly where: readonly string[];
    readonly example: Readonly<Record<string, string>>;
    readonly per: readonly string[];
  };
  readonly atLeast: number;
  readonly over: Duration;
}

/** At least so many calls in a time: two slow ones at night are not a quantile. */
export const enoughCalls = ({ of, atLeast, over }: Enough): EventsCondition =>
  enoughOf(calls.duration, { ...of, atLeast, over });
