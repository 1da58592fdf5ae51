/** Who is signed in. The API knows them from the `Authorization` header. */
export const roles = ["volunteer", "association", "admin"] as const;
export type Role = (typeof roles)[number];

/** The operations that the API times as `database_operation_duration_seconds{operation}`; typical duration in ms. */
export const databaseOperations = { find: 14, findOne: 5, aggregate: 24, insertOne: 7, updateOne: 8, deleteOne: 6 };
export type DatabaseOperation = keyof typeof databaseOperations;

/** The two sorts of id in paths: Firebase's, 28 characters, and MongoDB's, 24 hexadecimal digits (benevoclic.md section 2). */
export type IdKind = "firebase" | "mongodb";

/** One route of the API as visitors use it. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Template with `:name` for each id. */
  readonly path: string;
  /** Which sort of id stands at each `:name`. */
  readonly ids?: Readonly<Record<string, IdKind>>;
  /** How often visitors who may use it do, relative to the others. */
  readonly share: number;
  /** Typical time in the API's own code, in milliseconds, apart from the database's. */
  readonly latency: number;
  /** Who may use it. Without it, anybody. */
  readonly roles?: readonly Role[];
  /** What one request asks of the database, in order. */
  readonly database: readonly DatabaseOperation[];
  /** The status of a success. */
  readonly success: 200 | 201;
}

/** The route that probes use: no visitor does. */
export const healthRoute: Route = { method: "GET", path: "/health", share: 0, latency: 2, database: [], success: 200 };

/** The route on which people sign in. */
export const loginRoute: Route = {
  method: "POST",
  path: "/auth/login",
  share: 0,
  latency: 70,
  database: ["findOne", "updateOne"],
  success: 201,
};

/** The route that breaks alone in benevoclic.md section 7, second anomaly. */
export const registerRoute: Route = {
  method: "POST",
  path: "/announcement/:id/register",
  ids: { id: "mongodb" },
  share: 6,
  latency: 32,
  roles: ["volunteer"],
  database: ["findOne", "updateOne"],
  success: 201,
};

/** What most visitors begin with. */
export const searchRoute: Route = {
  method: "GET",
  path: "/announcements/search",
  share: 12,
  latency: 48,
  database: ["aggregate"],
  success: 200,
};

/** A volunteer's page, which few look at. */
export const volunteerRoute: Route = {
  method: "GET",
  path: "/volunteer/:id",
  ids: { id: "firebase" },
  share: 5,
  latency: 24,
  roles: ["volunteer", "association"],
  database: ["findOne"],
  success: 200,
};

const signedIn = roles;

/** All routes; where two fit a path, the first one serves it. The mix and the latencies are ours, made to give today's P95 of about 145 ms. */
export const routes: readonly Route[] = [
  healthRoute,
  loginRoute,
  registerRoute,
  { method: "POST", path: "/auth/register", share: 0.4, latency: 95, database: ["findOne", "insertOne"], success: 201 },
  { method: "GET", path: "/announcements", share: 22, latency: 34, database: ["find"], success: 200 },
  searchRoute,
  {
    method: "GET",
    path: "/announcement/:id",
    ids: { id: "mongodb" },
    share: 20,
    latency: 22,
    database: ["findOne"],
    success: 200,
  },
  {
    method: "POST",
    path: "/announcement",
    share: 1,
    latency: 60,
    roles: ["association"],
    database: ["insertOne"],
    success: 201,
  },
  {
    method: "PATCH",
    path: "/announcement/:id",
    ids: { id: "mongodb" },
    share: 2,
    latency: 45,
    roles: ["association"],
    database: ["findOne", "updateOne"],
    success: 200,
  },
  {
    method: "GET",
    path: "/user/current-user",
    share: 9,
    latency: 20,
    roles: signedIn,
    database: ["findOne"],
    success: 200,
  },
  {
    method: "GET",
    path: "/user/:id",
    ids: { id: "firebase" },
    share: 10,
    latency: 22,
    roles: signedIn,
    database: ["findOne"],
    success: 200,
  },
  {
    method: "PATCH",
    path: "/user/:id",
    ids: { id: "firebase" },
    share: 1,
    latency: 40,
    roles: signedIn,
    database: ["findOne", "updateOne"],
    success: 200,
  },
  volunteerRoute,
  {
    method: "GET",
    path: "/association/:id/dashboard",
    ids: { id: "firebase" },
    share: 6,
    latency: 75,
    roles: ["association"],
    database: ["find", "aggregate"],
    success: 200,
  },
  {
    method: "POST",
    path: "/favorites-announcement",
    share: 4,
    latency: 26,
    roles: ["volunteer"],
    database: ["insertOne"],
    success: 201,
  },
  {
    method: "DELETE",
    path: "/favorites-announcement/:volunteerId/:announcementId",
    ids: { volunteerId: "firebase", announcementId: "mongodb" },
    share: 1,
    latency: 26,
    roles: ["volunteer"],
    database: ["deleteOne"],
    success: 200,
  },
  { method: "POST", path: "/support", share: 0.2, latency: 35, database: ["insertOne"], success: 201 },
  { method: "GET", path: "/support", share: 4, latency: 40, roles: ["admin"], database: ["find"], success: 200 },
];
