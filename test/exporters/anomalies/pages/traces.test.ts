import { expect, it } from "vitest";
import { startStore } from "../log-store.ts";
import { slowRequest, startTraceStore, told } from "../trace-store.ts";
import { startedAt, startPages } from "./desk.ts";

const began = startedAt.getTime();
const id32 = (digit: string) => digit.repeat(32);

it("an anomaly leads to the slowest requests around it, down to the operation of the database", async () => {
  const quick = told(id32("b"), began, [{ id: "1", name: "GET /announcements", took: 12 }]);
  const store = await startTraceStore([quick, slowRequest(id32("a"), began)]);
  const { browser, id } = await startPages({ traces: store.url });
  const visitor = browser();
  expect((await visitor.get(`/anomalies/${id}`)).text).toContain(`href="/anomalies/${id}/traces"`);

  const { status, text } = await visitor.get(`/anomalies/${id}/traces`);
  expect(status).toBe(200);
  expect(text).toContain("Les requêtes les plus lentes, pas à pas");
  expect(text).toMatch(/GET \/ · 2\s500 ms/);
  expect(text).toContain("MongoDB find benevoclic.announcements");
  expect(text.indexOf(id32("a"))).toBeLessThan(text.indexOf(id32("b")));
  // The operation began after 60 of 2,500 ms, and took 2,400.
  expect(text).toContain('<rect class="stored" x="2.40" y="0" width="96.00" height="6"/>');
  expect(text).not.toContain("<script");

  const [first] = store.asked;
  expect(first?.searchParams.get("service")).toBe("api");
  const [from, to] = ["start", "end"].map((name) => Number(first?.searchParams.get(name)) / 1000);
  expect((to ?? 0) - (from ?? 0)).toBe(15 * 60_000);
  expect(from).toBeLessThan(began);
  expect(to).toBeGreaterThan(began);
});

it("asks for slow ones first, and for all only where there are not enough", async () => {
  const traces = [1, 2, 3, 4, 5, 6].map((digit) => slowRequest(id32(String(digit)), began + digit, 1200 + digit));
  const store = await startTraceStore(traces);
  const { browser, id } = await startPages({ traces: store.url });
  const { text } = await browser().get(`/anomalies/${id}/traces`);
  expect(store.asked.map(({ searchParams }) => searchParams.get("minDuration"))).toEqual([
    "5000ms",
    "2000ms",
    "1000ms",
  ]);
  expect(text.match(/<h2>/g)).toHaveLength(5);
  expect(text).not.toContain(id32("1"));
});

it("a line leads to the request in which it was written, and to no other place", async () => {
  const line = { _time: startedAt.toISOString(), _msg: "slow", service: "api", level: "warn" };
  const logs = await startStore([
    { ...line, trace_id: id32("a"), trace_flags: "01" },
    // Not kept.
    { ...line, trace_id: id32("b"), trace_flags: "00" },
    { ...line, trace_id: '"><script>', trace_flags: "01" },
  ]);
  const store = await startTraceStore([slowRequest(id32("a"), began)]);
  const { browser, id } = await startPages({ logs: logs.url, traces: store.url });
  const visitor = browser();
  const { text } = await visitor.get(`/anomalies/${id}/lines`);
  expect(text.match(/\/traces\?trace=[^"]*/g)).toEqual([`/traces?trace=${id32("a")}`]);
  const one = await visitor.get(`/anomalies/${id}/traces?trace=${id32("a")}`);
  expect(one.text).toContain("MongoDB find benevoclic.announcements");
  expect((await visitor.get(`/anomalies/${id}/traces?trace=${id32("c")}`)).text).toContain("Aucune trace");
  await visitor.get(`/anomalies/${id}/traces?trace=..%2Fservices`);
  expect(store.asked.map(({ pathname }) => pathname)).not.toContain("/api/services");
  await visitor.get(`/anomalies/${id}/traces?service=${encodeURIComponent("x&limit=9")}`);
  expect(store.asked.at(-1)?.searchParams.get("service")).toBe("api");
});

it("shows whatever a span says as text, a long trace in part, and what failed in words", async () => {
  const many = Array.from({ length: 80 }, (_, index) => ({ id: `s${index}`, parent: "1", name: "find", took: 1 }));
  const store = await startTraceStore([
    told(id32("a"), began, [{ id: "1", name: "<b>GET</b>", took: 90, tags: { error: true } }, ...many]),
  ]);
  const { browser, id } = await startPages({ traces: store.url, locale: "en" });
  const { text } = await browser().get(`/anomalies/${id}/traces`);
  expect(text).toContain("&#60;b&#62;GET&#60;/b&#62;");
  expect(text).toContain("<strong>failed</strong>");
  expect(text).toContain("… and 21 more steps.");
});

it.each([
  ["refuses", 500, 503, "Le magasin des traces ne répond pas"],
  ["has none", 200, 200, "Aucune trace"],
])("says so where the store %s", async (_, answer, status, said) => {
  const store = await startTraceStore([], answer);
  const { browser, id } = await startPages({ traces: store.url });
  const page = await browser().get(`/anomalies/${id}/traces`);
  expect(page.status).toBe(status);
  expect(page.text).toContain(said);
});

it("there is no such page, and no link to one, where no traces are kept", async () => {
  const logs = await startStore([{ _time: startedAt.toISOString(), _msg: "slow", trace_id: id32("a") }]);
  const { browser, id } = await startPages({ logs: logs.url });
  const visitor = browser();
  expect((await visitor.get(`/anomalies/${id}`)).text).not.toContain("/traces");
  expect((await visitor.get(`/anomalies/${id}/lines`)).text).not.toContain("/traces");
  expect((await visitor.get(`/anomalies/${id}/traces`)).status).toBe(404);
});
