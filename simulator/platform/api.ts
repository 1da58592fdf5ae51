import { type ApiRegistry, declareApiMetrics, namesTraces } from "./api-metrics.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import { logNormal, type Random, text } from "./random.ts";
import {
  type DatabaseOperation,
  databaseOperations,
  healthRoute,
  loginRoute,
  type Role,
  type Route,
  registerRoute,
  routes,
  searchRoute,
  volunteerRoute,
} from "./routes.ts";

/** An attempt to sign in, as the body of `POST /auth/login` says it. */
export interface LoginAttempt {
  readonly provider: "email" | "google";
  /** Whether the password or the token is right. */
  readonly valid: boolean;
}

/** What the API sees of a request. */
export interface ApiRequest {
  readonly method: string;
  /** Raw path, without query. */
  readonly path: string;
  /** Who is signed in; nobody without it. */
  readonly role?: Role;
  readonly login?: LoginAttempt;
}

/** An answer on its way. */
export interface ApiAnswer {
  readonly status: number;
  /** How long the API works on it; `Infinity` for one that waits until a fault is over. */
  readonly durationSeconds: number;
  /** To be sent as JSON. */
  readonly body: unknown;
  /** What went wrong, by its name in the API. */
  readonly error?: string;
  /** To be called once, when that time is over: the request is counted and no longer in progress. */
  finish(): void;
}

/** The simulated API, without a network: the same model serves live and over virtual time. */
export interface Api {
  /** Takes a request in. Never throws: what goes wrong is an answer. */
  handle(request: ApiRequest): ApiAnswer;
  /** What `GET /metrics` answers. It counts nothing, as in the real API. */
  metrics(): Promise<{ readonly status: number; readonly body: string }>;
  /** When the process started, in ms since the epoch. */
  startedAt(): number;
  /** Whether the port refuses connections now. */
  isDown(): boolean;
  /** Refreshes `memory_usage_bytes`; the real API does it every 30 s (benevoclic.md section 2). Bytes. */
  recordMemory(usage: { rss: number; heapTotal: number; heapUsed: number; external: number }): void;
}

/** Server errors without any fault: 0.02 to 0.03 % of the requests (benevoclic.md section 4). */
const everydayErrors = 0.00025;
/** The spread of healthy durations: with the routes' latencies it gives the P95 of about 145 ms (benevoclic.md section 4). */
const healthySpread = 0.67;
/** P95 2.5 s and P99 4.5 s (benevoclic.md section 7) are a log-normal of this median, in ms, and this spread. */
const slow = { median: 605, spread: 0.863 };

/** What nginx says to everybody outside while `api-unreachable`. */
export const badGateway = { status: 502, body: "502 Bad Gateway" } as const;

/** The share of `api-errors-few`, and of the requests that `api-refuses-requests` refuses. */
const fewErrors = 0.008;
const refused = 1 / 6;
/**
 * How long the driver looks for a server before it gives up, in ms.
 * https://www.mongodb.com/docs/drivers/node/current/connect/connection-options/ (serverSelectionTimeoutMS)
 */
const serverSelection = 30_000;
/** An election takes no longer, in ms: what begins within it is taken to find the new primary. */
const election = 12_000;
/** How much longer everything takes while `api-slower`. */
const slower = 2.5;
/** Of `api-flapping`, in ms: down for so long in every minute. */
const flapping = 3000;
/** Of `api-restarts`, in ms: how long a process lives, and how long the port is closed then (PM2's `restart_delay` and the start). */
const lifetime = 120_000;
const restartTime = 5000;

/** What the handler of a route came to. `error` is the name of the exception it threw, if it did. */
interface Outcome {
  readonly status: number;
  readonly milliseconds: number;
  readonly body: unknown;
  readonly error?: string;
}

/**
 * @param environment what `/health` reports
 * @param registry one of its own for each model: two models in a process must not share series
 */
export function createApi({
  clock,
  random,
  faults,
  registry,
  environment,
  asked,
  traceOf = () => undefined,
}: {
  clock: Clock;
  random: Random;
  faults: Faults;
  registry: ApiRegistry;
  environment: string;
  /** Told of each operation that the database was asked for. */
  asked?: (operation: DatabaseOperation, milliseconds: number) => void;
  /** The trace of the request that ends now, if it is kept. Of no use but with a registry of OpenMetrics. */
  traceOf?: () => Readonly<Record<string, string>> | undefined;
}): Api {
  const metrics = declareApiMetrics(registry);
  let startedAt = clock.now();
  /** How often the process was replaced: requests that it took before are gone. */
  let restarts = 0;

  /** The process dies of `api-restarts` when its time has come: all series begin anew. */
  const restartIfDue = (): void => {
    if (!faults.active("api-restarts") || clock.now() - startedAt < lifetime) return;
    registry.resetMetrics();
    startedAt = clock.now();
    restarts += 1;
  };

  /** prom-client has two forms: one for histograms that may name a trace, one for those that may not. */
  const observeDuration = (labels: { method: string; path: string }, value: number): void => {
    const exemplarLabels = traceOf();
    if (!namesTraces(registry)) metrics.durations.observe(labels, value);
    else metrics.durations.observe({ labels, value, ...(exemplarLabels && { exemplarLabels }) });
  };

  /** One of the two places where the real API counts; returns what to do at the end of the request. */
  const track = (method: string, path: string) => {
    metrics.inProgress.inc({ method, path });
    return (status: number, seconds: number) => {
      metrics.requests.inc({ method, path, status: String(status) });
      observeDuration({ method, path }, seconds);
      metrics.inProgress.dec({ method, path });
    };
  };

  /** As the metric's label has it. */
  const operationName = (operation: DatabaseOperation): string =>
    operation === "findOne" && faults.active("series-unbounded")
      ? `${operation} ${text(random, "0123456789abcdef", 24)}`
      : operation;

  let databaseGoneSince: number | undefined;
  /** For how long there has been no database, in ms; nothing while there is one. */
  const withoutDatabase = (): number | undefined => {
    databaseGoneSince = faults.active("mongodb-down") ? (databaseGoneSince ?? clock.now()) : undefined;
    return databaseGoneSince === undefined ? undefined : clock.now() - databaseGoneSince;
  };

  const askDatabase = (operation: DatabaseOperation): number => {
    const reads = operation === "find" || operation === "findOne" || operation === "aggregate";
    const milliseconds =
      reads && faults.active("database-slow")
        ? logNormal(random, slow.median, slow.spread)
        : logNormal(random, databaseOperations[operation], healthySpread);
    metrics.database.observe({ operation: operationName(operation) }, milliseconds / 1000);
    asked?.(operation, milliseconds);
    return milliseconds;
  };

  const errorShare = (): number => {
    if (faults.active("api-errors")) return 0.1;
    return faults.active("api-errors-few") ? fewErrors : everydayErrors;
  };

  const fails = (route: Route): boolean =>
    random() < errorShare() || (route === registerRoute && faults.active("api-route-errors"));

  const handleHealth = (): Outcome => {
    // A success counted as an error: benevoclic.md section 2, quirk 4.
    metrics.errors.inc({ endpoint: healthRoute.path, error_type: "health_check_success" });
    const now = clock.now();
    return {
      status: healthRoute.success,
      milliseconds: logNormal(random, healthRoute.latency, healthySpread),
      body: {
        status: "ok",
        timestamp: new Date(now).toISOString(),
        uptime: (now - startedAt) / 1000,
        environment,
      },
    };
  };

  const handleRoute = (route: Route, request: ApiRequest): Outcome => {
    const own =
      faults.active("api-slow") || (route === volunteerRoute && faults.active("api-route-slow"))
        ? logNormal(random, slow.median, slow.spread)
        : logNormal(random, route.latency, healthySpread);
    const gone = withoutDatabase();
    const usual = route.database.reduce(
      (sum, operation) => sum + (gone === undefined ? askDatabase(operation) : election - Math.min(gone, election)),
      own,
    );
    const milliseconds = usual * (faults.active("api-slower") ? slower : 1);
    if (gone !== undefined && gone > election && route.database.length > 0) {
      const body = { statusCode: 500, message: "Internal server error" };
      return { status: 500, milliseconds: serverSelection, body, error: "MongoServerSelectionError" };
    }
    if (faults.active("database-errors") && route.database.length > 0 && random() < 0.2) {
      const body = { statusCode: 500, message: "Internal server error" };
      return { status: 500, milliseconds, body, error: "MongoNetworkError" };
    }
    if (route === searchRoute && faults.active("api-requests-stuck"))
      return { status: 200, milliseconds: Number.POSITIVE_INFINITY, body: {} };
    if (fails(route)) {
      const error = "InternalServerErrorException";
      return { status: 500, milliseconds, body: { statusCode: 500, message: "Internal server error" }, error };
    }
    if (route !== loginRoute && faults.active("api-refuses-requests") && random() < refused) {
      const error = "BadRequestException";
      return { status: 400, milliseconds, body: { statusCode: 400, message: "Bad Request" }, error };
    }
    if (route === loginRoute) {
      const { provider, valid: correct } = request.login ?? { provider: "email", valid: false };
      const valid = correct && !(provider === "google" && faults.active("login-provider-failing"));
      metrics.logins.inc({ success: String(valid), provider });
      if (!valid) {
        const error = "UnauthorizedException";
        return { status: 401, milliseconds, body: { statusCode: 401, message: "Unauthorized" }, error };
      }
    }
    return { status: route.success, milliseconds, body: {} };
  };

  return {
    handle(request) {
      restartIfDue();
      const process = restarts;
      const takenAt = clock.now();
      const { method, path } = request;
      const middleware = track(method, path);
      const route = routeOf(method, path);
      const rejection = rejectionOf(route, request.role);
      if (route === undefined || rejection !== undefined) {
        const status = rejection ?? 404;
        const durationSeconds = logNormal(random, 2, healthySpread) / 1000;
        return {
          status,
          durationSeconds,
          body: { statusCode: status },
          finish: () => {
            if (process === restarts) middleware(status, durationSeconds);
          },
        };
      }

      const interceptor = track(method, route.path);
      const outcome = route === healthRoute ? handleHealth() : handleRoute(route, request);
      const durationSeconds = outcome.milliseconds / 1000;
      return {
        status: outcome.status,
        durationSeconds,
        body: outcome.body,
        ...(outcome.error !== undefined && { error: outcome.error }),
        finish() {
          if (process !== restarts) return;
          const took = Number.isFinite(durationSeconds) ? durationSeconds : (clock.now() - takenAt) / 1000;
          interceptor(outcome.status, took);
          if (outcome.error !== undefined) metrics.errors.inc({ endpoint: route.path, error_type: outcome.error });
          middleware(outcome.status, took);
        },
      };
    },

    startedAt: () => startedAt,

    isDown() {
      restartIfDue();
      return (
        faults.active("api-down") ||
        faults.active("host-down") ||
        (faults.active("api-flapping") && clock.now() % 60_000 < flapping) ||
        (restarts > 0 && clock.now() - startedAt < restartTime)
      );
    },

    async metrics() {
      restartIfDue();
      if (faults.active("api-metrics-broken")) return { status: 500, body: "Internal server error" };
      return { status: 200, body: await registry.metrics() };
    },

    recordMemory({ rss, heapTotal, heapUsed, external }) {
      for (const [type, bytes] of Object.entries({ rss, heapTotal, heapUsed, external }))
        metrics.memory.set({ type }, bytes);
    },
  };
}

/** Why a request never reaches the interceptor; undefined when it does. */
function rejectionOf(route: Route | undefined, role: Role | undefined): 401 | 403 | 404 | undefined {
  if (route === undefined) return 404;
  if (route.roles === undefined) return undefined;
  if (role === undefined) return 401;
  return route.roles.includes(role) ? undefined : 403;
}

const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/:\w+/g, "[^/]+")}$`),
}));

function routeOf(method: string, path: string): Route | undefined {
  return patterns.find(({ route, pattern }) => route.method === method && pattern.test(path))?.route;
}
