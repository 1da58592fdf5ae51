import type { ApiRequest } from "./api.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import { arrivals, choose, type Random, text } from "./random.ts";
import { type IdKind, loginRoute, type Role, type Route, routes } from "./routes.ts";

/**
 * Requests per second at each full hour in Europe/Paris, from midnight on. Nights are silent for minutes to hours
 * (benevoclic.md section 2, quirk 6); the evening is the busiest time.
 */
export const requestsPerSecondByHour: readonly number[] = [
  0.03, 0.004, 0.001, 0.0005, 0.0005, 0.002, 0.03, 0.2, 0.6, 1.0, 1.2, 1.3, 1.6, 1.4, 1.1, 1.0, 1.1, 1.5, 2.2, 2.8, 3.0,
  2.6, 1.4, 0.3,
];

/** Scanners come at any hour, about once in one. */
const scansPerSecond = 1 / 3600;
const loginAttacksPerSecond = 5;
const slowLoginAttacksPerSecond = 0.1;
const stolenLoginsPerSecond = 2;
const accessAttacksPerSecond = 5;
const floodPerSecond = 20;

/** Requests in a visit, on average; with the gaps below it makes the traffic bursty. */
const requestsPerVisit = 8;
/** Milliseconds between two requests of a visit, on average. */
const visitGap = 1500;
/** Milliseconds between two requests of a scanner, on average. */
const scanGap = 200;

/** Who comes back, 1,247 active users (benevoclic.md section 4), and what they look at. */
const population = { firebase: 1247, mongodb: 180 };
const visitors: readonly { readonly role: Role | undefined; readonly weight: number }[] = [
  { role: undefined, weight: 35 },
  { role: "volunteer", weight: 48 },
  { role: "association", weight: 16 },
  { role: "admin", weight: 1 },
];

const scannedPaths = [
  "/.env",
  "/.git/config",
  "/wp-login.php",
  "/admin.php",
  "/phpmyadmin/",
  "/api/v1/users",
  "/server-status",
];
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const alphabets: Record<IdKind, string> = { firebase: letters, mongodb: "0123456789abcdef" };
const idLengths: Record<IdKind, number> = { firebase: 28, mongodb: 24 };

/** A request, and when it is made, in ms since the epoch. */
export interface TimedRequest {
  readonly at: number;
  readonly request: ApiRequest;
}

/** The people, and the others, who use the API. */
interface Traffic {
  /** The requests made since the last call (or the creation), in order. Steps under a minute follow the day's curve closely. */
  advance(): TimedRequest[];
}

/**
 * @param hour pins the hour of the day in Europe/Paris (0 to 23), whatever the clock says; the day's curve without it
 */
export function createTraffic({
  clock,
  random,
  faults,
  hour,
}: {
  clock: Clock;
  random: Random;
  faults: Faults;
  hour?: number;
}): Traffic {
  const ids: Record<IdKind, readonly string[]> = {
    firebase: Array.from({ length: population.firebase }, () => newId(random, "firebase")),
    mongodb: Array.from({ length: population.mongodb }, () => newId(random, "mongodb")),
  };
  let last = clock.now();
  /** Requests of visits that have begun and are not over. */
  let ahead: TimedRequest[] = [];

  const oneRequest = (at: number, request: ApiRequest) => ahead.push({ at, request });

  const visit = (at: number): void => {
    const { role } = choose(random, visitors, (visitor) => visitor.weight);
    let when = at;
    if (role !== undefined) {
      const provider = random() < 0.7 ? "email" : "google";
      // People mistype, and try again.
      for (let valid = false; !valid; when += pause(random, visitGap * 3)) {
        valid = random() < 0.92;
        const login = { provider, valid } as const;
        if (!faults.active("logins-lost"))
          oneRequest(when, { method: loginRoute.method, path: loginRoute.path, login });
      }
    }
    const usable = routes.filter((route) =>
      role === undefined ? route.roles === undefined : (route.roles?.includes(role) ?? true),
    );
    const count = 1 + Math.floor(random() * (2 * requestsPerVisit - 1));
    for (let made = 0; made < count; made += 1, when += pause(random, visitGap)) {
      const route = choose(random, usable, ({ share }) => share);
      // A session that has run out: the guard answers 401.
      const signedIn = role !== undefined && random() > 0.01;
      oneRequest(when, { method: route.method, path: pathOf(route, random, ids), ...(signedIn && { role }) });
    }
  };

  const scan = (at: number): void => {
    let when = at;
    for (const path of scannedPaths) {
      oneRequest(when, { method: "GET", path });
      when += pause(random, scanGap);
    }
  };

  return {
    advance() {
      const now = clock.now();
      const humans = (visitorsShare(faults) * requestsPerSecond((last + now) / 2, hour)) / requestsPerVisit;
      for (const at of arrivals(random, humans, last, now)) visit(at);
      for (const at of arrivals(random, faults.active("traffic-lost") ? 0 : scansPerSecond, last, now)) scan(at);
      for (const attempts of attacksPerSecond(faults)) {
        const login = { provider: "email", valid: false } as const;
        const attempt = { method: loginRoute.method, path: loginRoute.path, login };
        for (const at of arrivals(random, attempts, last, now)) oneRequest(at, attempt);
      }
      if (faults.active("logins-surge")) {
        const login = { provider: "email", valid: true } as const;
        const { method, path } = loginRoute;
        for (const at of arrivals(random, stolenLoginsPerSecond, last, now)) oneRequest(at, { method, path, login });
      }
      if (faults.active("access-attack")) {
        for (const at of arrivals(random, accessAttacksPerSecond, last, now)) {
          const route = choose(random, protectedRoutes, () => 1);
          oneRequest(at, { method: route.method, path: pathOf(route, random, ids) });
        }
      }
      if (faults.active("series-flood")) {
        for (const at of arrivals(random, floodPerSecond, last, now)) {
          oneRequest(at, { method: "GET", path: `/${text(random, letters, 16)}` });
        }
      }
      last = now;

      ahead.sort((one, other) => one.at - other.at);
      const due = ahead.filter(({ at }) => at < now);
      ahead = faults.active("traffic-lost") ? [] : ahead.slice(due.length);
      return due;
    },
  };
}

/** Requests per second of people at a moment (ms since the epoch), between the two full hours around it; at `hour`, if given. */
export function requestsPerSecond(at: number, hour?: number): number {
  const time = hour ?? hourInParis(at);
  const before = requestsPerSecondByHour[Math.floor(time) % 24] ?? 0;
  const after = requestsPerSecondByHour[Math.ceil(time) % 24] ?? 0;
  return before + (after - before) * (time % 1);
}

/** The share of the usual visitors who reach the API. */
function visitorsShare(faults: Faults): number {
  if (faults.active("traffic-lost")) return 0;
  if (faults.active("traffic-fallen")) return 0.25;
  return faults.active("traffic-surge") ? 4 : 1;
}

/** Passwords tried a second, by each attacker there is. */
function attacksPerSecond(faults: Faults): number[] {
  return [
    ...(faults.active("login-attack") ? [loginAttacksPerSecond] : []),
    ...(faults.active("login-attack-slow") ? [slowLoginAttacksPerSecond] : []),
  ];
}

const protectedRoutes = routes.filter((route) => route.method === "GET" && route.roles !== undefined);

const parisTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Paris",
  hour: "numeric",
  minute: "numeric",
  hourCycle: "h23",
});

/** 0 to 24, minutes as a fraction. */
function hourInParis(at: number): number {
  const [hour = 0, minute = 0] = parisTime.format(at).split(":").map(Number);
  return hour + minute / 60;
}

function pause(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

function newId(random: Random, kind: IdKind): string {
  return text(random, alphabets[kind], idLengths[kind]);
}

/** A few people and announcements get most of the attention. */
function pathOf(route: Route, random: Random, ids: Record<IdKind, readonly string[]>): string {
  return route.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const known = ids[route.ids?.[name] ?? "mongodb"];
    return known[Math.floor(known.length * random() ** 3)] ?? name;
  });
}

/** The hours that a run can be pinned to. */
export const pinnedHours = { evening: 20, night: 3 } as const;
