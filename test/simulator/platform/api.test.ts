import { collectDefaultMetrics } from "prom-client";
import { describe, expect, test } from "vitest";
import type { PlatformFault } from "../../../simulator/faults.ts";
import type { Faults } from "../../../simulator/platform/faults.ts";
import { complete, evening, only, quantile, quietApi, samplesOf, select, servedApi, total } from "./live.ts";

/** benevoclic.md section 2, word for word. */
const contract = {
  http_requests_total: { type: "counter", labels: ["method", "path", "status"] },
  http_request_duration_seconds: {
    type: "histogram",
    labels: ["method", "path"],
    buckets: ["0.1", "0.5", "1", "2", "5", "+Inf"],
  },
  http_requests_in_progress: { type: "gauge", labels: ["method", "path"] },
  active_connections: { type: "gauge", labels: [] },
  memory_usage_bytes: { type: "gauge", labels: ["type"] },
  cpu_usage_percent: { type: "gauge", labels: [] },
  login_attempts_total: { type: "counter", labels: ["provider", "success"] },
  api_errors_total: { type: "counter", labels: ["endpoint", "error_type"] },
  database_operation_duration_seconds: {
    type: "histogram",
    labels: ["operation"],
    buckets: ["0.01", "0.05", "0.1", "0.5", "1", "2", "5", "+Inf"],
  },
} as const;

const user = "abcdefghijklmnopqrstuvwxyzAB";
const announcement = "64f8a1b2c3d4e5f601234567";

describe("what /metrics exposes is section 2 of the facts", () => {
  test("names and types, and nothing else", async () => {
    const { api } = quietApi();
    const types = [...(await api.metrics()).body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [
      name,
      type,
    ]);
    expect(Object.fromEntries(types)).toEqual(
      Object.fromEntries(Object.entries(contract).map(([name, { type }]) => [name, type])),
    );
  });

  test("labels and buckets of every series after an hour of visits", async () => {
    const { api } = servedApi({ seconds: 3600 });
    complete(api, { method: "GET", path: "/health" });
    api.recordMemory({ rss: 4, heapTotal: 3, heapUsed: 2, external: 1 });
    const samples = await samplesOf(api);
    for (const [name, metric] of Object.entries(contract)) {
      const sampled = "buckets" in metric ? `${name}_bucket` : name;
      const labels = "buckets" in metric ? [...metric.labels, "le"].sort() : [...metric.labels];
      const series = select(samples, sampled);
      expect(series, name).not.toHaveLength(0);
      for (const one of series) expect(Object.keys(one.labels).sort(), name).toEqual([...labels].sort());
      if ("buckets" in metric) expect([...new Set(series.map((one) => one.labels.le))], name).toEqual(metric.buckets);
    }
    expect(select(samples, "memory_usage_bytes").map(({ labels, value }) => [labels.type, value])).toEqual([
      ["rss", 4],
      ["heapTotal", 3],
      ["heapUsed", 2],
      ["external", 1],
    ]);
  });

  test("active_connections and cpu_usage_percent are declared and never set", async () => {
    const { api } = servedApi({ seconds: 60 });
    const samples = await samplesOf(api);
    for (const name of ["active_connections", "cpu_usage_percent"]) expect(total(select(samples, name))).toBe(0);
  });

  test("the default metrics of prom-client live in the same registry", async () => {
    const { api, registry } = quietApi();
    collectDefaultMetrics({ register: registry });
    expect((await api.metrics()).body).toMatch(/^process_resident_memory_bytes \d/m);
  });
});

describe("the quirks", () => {
  test("1: a request is counted twice, under the raw path and under the route", async () => {
    const { api } = quietApi();
    complete(api, { method: "GET", path: `/announcement/${announcement}` });
    const counted = select(await samplesOf(api), "http_requests_total");
    expect(counted.map(({ labels, value }) => [labels.path, labels.status, value]).sort()).toEqual(
      [
        [`/announcement/${announcement}`, "200", 1],
        ["/announcement/:id", "200", 1],
      ].sort(),
    );
  });

  test.each([
    { status: 401, path: `/user/${user}` },
    { status: 403, path: "/support", role: "volunteer" as const },
    { status: 404, path: "/wp-login.php" },
  ])("1: a request rejected with $status is counted by the middleware alone", async ({ status, ...request }) => {
    const { api } = quietApi();
    expect(complete(api, { method: "GET", ...request }).status).toBe(status);
    const samples = await samplesOf(api);
    expect(select(samples, "http_requests_total").map(({ labels, value }) => [labels, value])).toEqual([
      [{ method: "GET", path: request.path, status: String(status) }, 1],
    ]);
    expect(select(samples, "http_request_duration_seconds_count").map(({ labels }) => labels.path)).toEqual([
      request.path,
    ]);
  });

  test("1: a failed login is refused by its handler, so both sides count it", async () => {
    const { api } = quietApi();
    complete(api, { method: "POST", path: "/auth/login", login: { provider: "email", valid: false } });
    const samples = await samplesOf(api);
    expect(total(select(samples, "http_requests_total", { path: "/auth/login", status: "401" }))).toBe(2);
    expect(total(select(samples, "login_attempts_total", { success: "false", provider: "email" }))).toBe(1);
  });

  test("2: raw paths carry ids of both sorts, and grow in number", async () => {
    const paths = async (seconds: number) => {
      const counted = select(await samplesOf(servedApi({ seconds }).api), "http_requests_total");
      return [...new Set(counted.map(({ labels }) => labels.path ?? ""))];
    };
    const hour = await paths(3600);
    expect(hour.some((path) => /^\/announcement\/[0-9a-f]{24}$/.test(path))).toBe(true);
    expect(hour.some((path) => /^\/user\/[A-Za-z0-9]{28}$/.test(path))).toBe(true);
    expect(hour.length).toBeGreaterThan(1.5 * (await paths(900)).length);
  });

  test("3: no bucket at 0.2, though the objective is 200 ms", async () => {
    const { api } = servedApi({ seconds: 60 });
    const bounds = select(await samplesOf(api), "http_request_duration_seconds_bucket").map(({ labels }) => labels.le);
    expect(bounds).toContain("0.1");
    expect(bounds).not.toContain("0.2");
  });

  test("4: /health counts a success as an error", async () => {
    const { api, clock } = quietApi();
    clock.time += 12_000;
    const { status, body } = complete(api, { method: "GET", path: "/health" });
    expect([status, body]).toEqual([
      200,
      { status: "ok", timestamp: new Date(evening + 12_000).toISOString(), uptime: 12, environment: "test" },
    ]);
    const errors = select(await samplesOf(api), "api_errors_total");
    expect(errors.map(({ labels, value }) => [labels, value])).toEqual([
      [{ endpoint: "/health", error_type: "health_check_success" }, 1],
    ]);
  });

  test("5: a counter exists only after its first event", async () => {
    const fresh = await samplesOf(quietApi().api);
    for (const name of ["http_requests_total", "login_attempts_total", "api_errors_total"]) {
      expect(select(fresh, name)).toEqual([]);
    }
    const served = servedApi({ seconds: 300 });
    expect(served.answers.length).toBeGreaterThan(100);
    const statuses = select(await samplesOf(served.api), "http_requests_total").map(({ labels }) => labels.status);
    expect(statuses.filter((status) => status?.startsWith("5"))).toEqual([]);
  });

  test("6: traffic is low and bursty: of the seconds of an hour, more are empty or crowded than chance would have it", () => {
    const perSecond = new Map<number, number>();
    const { answers } = servedApi({ seconds: 3600, start: evening - 12 * 3600_000 });
    for (const { at } of answers) perSecond.set(Math.floor(at / 1000), (perSecond.get(Math.floor(at / 1000)) ?? 0) + 1);
    const mean = answers.length / 3600;
    const squares = [...perSecond.values()].reduce((sum, count) => sum + count ** 2, 0) / 3600;
    // Independent requests would have a variance equal to their mean.
    expect(squares - mean ** 2).toBeGreaterThan(1.3 * mean);
  });
});

test("a request is in progress, on both sides, until it is finished", async () => {
  const { api } = quietApi();
  const { finish } = api.handle({ method: "GET", path: `/announcement/${announcement}` });
  const inProgress = async () => select(await samplesOf(api), "http_requests_in_progress").map(({ value }) => value);
  expect(await inProgress()).toEqual([1, 1]);
  expect(select(await samplesOf(api), "http_requests_total")).toEqual([]);
  finish();
  expect(await inProgress()).toEqual([0, 0]);
});

test("the same seed gives the same metrics, another one others", async () => {
  const metrics = async (seed: number) => (await servedApi({ seconds: 300, seed }).api.metrics()).body;
  expect(await metrics(3)).toBe(await metrics(3));
  expect(await metrics(3)).not.toBe(await metrics(4));
});

describe("a healthy evening is inside the objectives", () => {
  const { answers } = servedApi({ seconds: 4 * 3600, start: evening - 2 * 3600_000 });
  const share = (test: (status: number) => boolean) =>
    answers.filter(({ status }) => test(status)).length / answers.length;

  test("P95 about 145 ms", () => {
    const p95 = quantile(
      answers.map(({ durationSeconds }) => durationSeconds),
      0.95,
    );
    expect(p95).toBeGreaterThan(0.135);
    expect(p95).toBeLessThan(0.155);
  });

  test("5xx below 0.1 %, 4xx below 5 %", () => {
    expect(share((status) => status >= 500)).toBeLessThan(0.001);
    expect(share((status) => status >= 400 && status < 500)).toBeLessThan(0.05);
    expect(share((status) => status >= 400 && status < 500)).toBeGreaterThan(0);
  });
});

describe("the faults", () => {
  test("api-errors: a tenth answers 500, counted by both sides, and /health does not", async () => {
    const { api, answers } = servedApi({ seconds: 1800, faults: only("api-errors") });
    const failed = answers.filter(({ status }) => status === 500);
    expect(failed.length / answers.length).toBeGreaterThan(0.08);
    expect(failed.length / answers.length).toBeLessThan(0.12);
    const samples = await samplesOf(api);
    expect(total(select(samples, "http_requests_total", { status: "500" }))).toBe(2 * failed.length);
    expect(total(select(samples, "api_errors_total", { error_type: "InternalServerErrorException" }))).toBe(
      failed.length,
    );
    for (let probe = 0; probe < 100; probe += 1)
      expect(complete(api, { method: "GET", path: "/health" }).status).toBe(200);
  });

  test("database-errors: a fifth of what needs the database ends with the driver's error", async () => {
    const { api, answers } = servedApi({ seconds: 1800, faults: only("database-errors") });
    const served = answers.filter(({ status }) => status < 400 || status === 500);
    const failed = answers.filter(({ status }) => status === 500);
    expect(failed.length / served.length).toBeGreaterThan(0.15);
    expect(failed.length / served.length).toBeLessThan(0.25);
    const samples = await samplesOf(api);
    const counted = total(select(samples, "api_errors_total", { error_type: "MongoNetworkError" }));
    expect(failed.length - counted).toBeLessThan(5);
    expect(complete(api, { method: "GET", path: "/health" }).status).toBe(200);
  });

  test("api-route-errors: every registration fails, everything else goes on", () => {
    const { answers } = servedApi({ seconds: 1800, faults: only("api-route-errors") });
    const isRegistration = ({ request }: { request: { method: string; path: string } }) =>
      request.path.endsWith("/register") && request.path !== "/auth/register";
    const registrations = answers.filter(isRegistration);
    expect(registrations.filter(({ status }) => status === 500).length).toBeGreaterThan(10);
    expect(registrations.filter(({ status }) => status < 400)).toEqual([]);
    expect(answers.filter((answer) => !isRegistration(answer) && answer.status >= 500).length).toBeLessThan(5);
  });

  test("api-slow: P95 about 2.5 s, P99 about 4.5 s, with the database as ever", async () => {
    const { api, answers } = servedApi({ seconds: 3600, faults: only("api-slow") });
    const durations = answers.filter(({ status }) => status < 400).map(({ durationSeconds }) => durationSeconds);
    expect(Math.abs(quantile(durations, 0.95) - 2.5)).toBeLessThan(0.3);
    expect(Math.abs(quantile(durations, 0.99) - 4.5)).toBeLessThan(0.9);
    const samples = await samplesOf(api);
    const asked = total(select(samples, "database_operation_duration_seconds_count"));
    expect(total(select(samples, "database_operation_duration_seconds_bucket", { le: "0.1" })) / asked).toBeGreaterThan(
      0.98,
    );
  });

  test("database-slow: most reads take over half a second, writes do not, and the API is slow with them", async () => {
    const { api, answers } = servedApi({ seconds: 1800, faults: only("database-slow") });
    const samples = await samplesOf(api);
    const within = (operation: string) =>
      total(select(samples, "database_operation_duration_seconds_bucket", { operation, le: "0.5" })) /
      total(select(samples, "database_operation_duration_seconds_count", { operation }));
    expect(within("find")).toBeLessThan(0.6);
    expect(within("updateOne")).toBe(1);
    expect(
      quantile(
        answers.map(({ durationSeconds }) => durationSeconds),
        0.95,
      ),
    ).toBeGreaterThan(1);
  });

  test("api-metrics-broken: /metrics answers 500 and requests are served", async () => {
    const { api } = quietApi(only("api-metrics-broken"));
    expect((await api.metrics()).status).toBe(500);
    expect(complete(api, { method: "GET", path: "/announcements" }).status).toBe(200);
  });

  test("login-attack: about five failed logins a second", async () => {
    const { api } = servedApi({ seconds: 600, faults: only("login-attack") });
    const failed = total(select(await samplesOf(api), "login_attempts_total", { success: "false" }));
    expect(failed / 600).toBeGreaterThan(4.5);
    expect(failed / 600).toBeLessThan(5.6);
  });

  test("series-flood: every URL is a new series", async () => {
    const { api } = servedApi({ seconds: 60, faults: only("series-flood") });
    const unknown = select(await samplesOf(api), "http_requests_total", { status: "404" });
    expect(unknown.length).toBeGreaterThan(1000);
  });

  test("series-unbounded: every document read is an operation of its own, and no other operation is", async () => {
    const { api } = servedApi({ seconds: 60, faults: only("series-unbounded") });
    const operations = select(await samplesOf(api), "database_operation_duration_seconds_count", {}).map(
      ({ labels }) => labels.operation,
    );
    const read = operations.filter((operation) => /^findOne [0-9a-f]{24}$/.test(operation ?? ""));
    expect(read.length).toBeGreaterThan(60);
    expect(operations).not.toContain("findOne");
    expect(operations.length - read.length).toBeLessThan(6);
  });

  test("traffic-lost: nobody comes", () => {
    expect(servedApi({ seconds: 600, faults: only("traffic-lost") }).answers).toEqual([]);
  });

  test("traffic-fallen and traffic-surge: a quarter of the visitors, and four times as many", () => {
    const count = (...names: PlatformFault[]) => servedApi({ seconds: 1800, faults: only(...names) }).answers.length;
    const usual = count();
    expect(count("traffic-fallen") / usual).toBeLessThan(0.35);
    expect(count("traffic-surge") / usual).toBeGreaterThan(3.3);
  });

  test("api-errors-few: above eight times the budget, below what the error-rate alert sees", () => {
    const { answers } = servedApi({ seconds: 7200, faults: only("api-errors-few") });
    const share = answers.filter(({ status }) => status === 500).length / answers.length;
    expect(share).toBeGreaterThan(0.006);
    expect(share).toBeLessThan(0.01);
  });

  test("api-refuses-requests: one in six answers 400, logins aside", () => {
    const { answers } = servedApi({ seconds: 1800, faults: only("api-refuses-requests") });
    const share = answers.filter(({ status }) => status === 400).length / answers.length;
    expect(share).toBeGreaterThan(0.12);
    expect(share).toBeLessThan(0.18);
  });

  test("api-slower: two and a half times as long, and still below 500 ms", () => {
    const p95 = (faults: Faults) =>
      quantile(
        servedApi({ seconds: 3600, faults }).answers.map(({ durationSeconds }) => durationSeconds),
        0.95,
      );
    expect(p95(only("api-slower")) / p95(only())).toBeGreaterThan(2.2);
    expect(p95(only("api-slower"))).toBeLessThan(0.5);
  });

  test("api-route-slow: one page alone", () => {
    const { answers } = servedApi({ seconds: 3600, faults: only("api-route-slow") });
    const p95 = (ofVolunteer: boolean) =>
      quantile(
        answers
          .filter(({ status, request }) => status < 400 && request.path.startsWith("/volunteer/") === ofVolunteer)
          .map(({ durationSeconds }) => durationSeconds),
        0.95,
      );
    expect(p95(true)).toBeGreaterThan(1.5);
    expect(p95(false)).toBeLessThan(0.2);
  });

  test("api-requests-stuck: searches stay in progress, and enter no duration", async () => {
    const { api, answers } = servedApi({ seconds: 600, faults: only("api-requests-stuck") });
    const searches = answers.filter(({ request }) => request.path === "/announcements/search").length;
    const samples = await samplesOf(api);
    expect(searches).toBeGreaterThan(50);
    // Both the middleware and the interceptor hold them.
    expect(total(select(samples, "http_requests_in_progress"))).toBe(2 * searches);
    expect(select(samples, "http_request_duration_seconds_count", { path: "/announcements/search" })).toEqual([]);
  });

  test("api-requests-stuck: what waited until the end of the fault took as long as it waited", async () => {
    const { api, clock } = quietApi(only("api-requests-stuck"));
    const { finish, durationSeconds } = api.handle({ method: "GET", path: "/announcements/search" });
    expect(durationSeconds).toBe(Number.POSITIVE_INFINITY);
    clock.time += 90_000;
    finish();
    const samples = await samplesOf(api);
    expect(total(select(samples, "http_requests_in_progress"))).toBe(0);
    expect(total(select(samples, "http_request_duration_seconds_sum"))).toBe(180);
  });

  test("api-flapping: down three seconds in every minute", () => {
    const { api, clock } = quietApi(only("api-flapping"));
    const down = Array.from({ length: 60 }, () => {
      clock.time += 1000;
      return api.isDown();
    });
    expect(down.filter(Boolean)).toHaveLength(3);
  });

  test("api-restarts: every two minutes all series begin anew, and requests under way are gone", async () => {
    const { api, clock } = quietApi(only("api-restarts"));
    const first = api.startedAt();
    complete(api, { method: "GET", path: "/announcements" });
    const { finish } = api.handle({ method: "GET", path: "/announcements" });
    clock.time += 121_000;
    expect(select(await samplesOf(api), "http_requests_total")).toEqual([]);
    expect(api.startedAt() - first).toBe(121_000);
    expect(api.isDown()).toBe(true);
    finish();
    expect(total(select(await samplesOf(api), "http_requests_in_progress"))).toBe(0);
    clock.time += 6000;
    expect(api.isDown()).toBe(false);
  });

  test("login-attack-slow, logins-surge, login-provider-failing and logins-lost", async () => {
    const logins = async (...names: PlatformFault[]) => {
      const samples = await samplesOf(servedApi({ seconds: 3600, faults: only(...names) }).api);
      return (labels: Record<string, string>) => total(select(samples, "login_attempts_total", labels));
    };
    const usual = await logins();
    const attacked = await logins("login-attack-slow");
    expect(Math.abs(attacked({ success: "false" }) - usual({ success: "false" }) - 360)).toBeLessThan(90);
    const stolen = await logins("logins-surge");
    expect(Math.abs(stolen({ success: "true" }) - usual({ success: "true" }) - 7200)).toBeLessThan(400);
    const failing = await logins("login-provider-failing");
    expect(failing({ success: "true", provider: "google" })).toBe(0);
    expect(failing({ success: "true", provider: "email" })).toBeGreaterThan(100);
    expect((await logins("logins-lost"))({})).toBe(0);
  });

  test("access-attack: 401 also where no id is in the path, which is all that the scrape keeps", async () => {
    const { api } = servedApi({ seconds: 600, faults: only("access-attack") });
    const samples = await samplesOf(api);
    for (const path of ["/support", "/user/current-user"])
      expect(total(select(samples, "http_requests_total", { path, status: "401" }))).toBeGreaterThan(300);
  });
});
