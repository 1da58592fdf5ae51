import type { DeclaredOnly } from "../kit/model/job.ts";

/**
 * The API's routes as it labels them. The scrape keeps the series of these and drops all others: raw paths carry ids,
 * and anybody on the internet can create them (benevoclic.md section 2, quirk 2). A new route of the API belongs here.
 */
export const routes: readonly string[] = [
  "/health",
  "/metrics",
  "/auth/login",
  "/auth/register",
  "/announcements",
  "/announcements/search",
  "/announcement",
  "/announcement/:id",
  "/announcement/:id/register",
  "/user/current-user",
  "/user/:id",
  "/volunteer/:id",
  "/association/:id/dashboard",
  "/favorites-announcement",
  "/favorites-announcement/:volunteerId/:announcementId",
  "/support",
];

const paths = routes.map((route) => route.replace(/[.+*?()[\]{}|\\^$]/g, "\\$&")).join("|");
/** A name that stands in the API's code: a database operation, an exception, a provider of sign-ins. Ids have more digits. */
const name = "[A-Za-z][A-Za-z_.-]*[0-9]{0,3}";

/** What is kept of the API's series beside declared metrics. */
export const apiSeries: DeclaredOnly = {
  values: {
    path: paths,
    endpoint: paths,
    method: "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS",
    status: "[1-5][0-9]{2}",
    success: "true|false",
    provider: name,
    operation: name,
    error_type: name,
  },
  // Its own (benevoclic.md section 2), and prom-client's default metrics.
  beside: {
    names: "active_connections|cpu_usage_percent|memory_usage_bytes|process_.+|nodejs_.+",
    labels: ["type", "kind", "space", "version", "major", "minor", "patch"],
  },
};
