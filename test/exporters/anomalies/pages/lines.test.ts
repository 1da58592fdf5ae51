import { expect, it } from "vitest";
import { deskEndpoint, type Written } from "../../../../exporters/anomalies/desk-endpoint.ts";
import { linesOf } from "../../../../exporters/anomalies/lines.ts";
import { createLog } from "../../../../exporters/program/log.ts";
import { startStore } from "../log-store.ts";
import { startedAt, startPages } from "./desk.ts";

const line = (text: string, times: number, service = "api") => ({ service, _msg: text, times: String(times) });

it("a page shows what the logs say around the beginning, as it was written and at most 300 characters of it", async () => {
  const store = await startStore([
    line("Slow query benevoclic.announcements COLLSCAN 2512 ms", 312, "mongodb"),
    line("<script>alert(1)</script>", 7),
    line("x".repeat(400), 1),
  ]);
  const { browser, id } = await startPages({ logs: store.url });
  const { text, status } = await browser().get(`/anomalies/${id}`);
  expect(status).toBe(200);
  expect(text).toContain("Ce que disent les journaux");
  expect(text).toContain("Slow query benevoclic.announcements COLLSCAN 2512 ms</pre>");
  expect(text).toContain("mongodb · 312 ×");
  expect(text).not.toContain("<script>alert");
  expect(text).toContain("&#60;script&#62;alert(1)");
  expect(text).toContain(`<pre>${"x".repeat(299)}…</pre>`);

  const [asked] = store.asked;
  expect(asked?.get("query")).toMatch(
    /^\{service in \("api","mongodb","nginx"\)\} level:in\(warn,error,fatal\) .* limit 3 /,
  );
  const [from, to] = ["start", "end"].map((name) => Date.parse(asked?.get(name) ?? ""));
  expect(from).toBeLessThan(startedAt.getTime());
  expect(to).toBeGreaterThan(startedAt.getTime());
});

it.each([
  ["has nothing", [], 200],
  ["answers that it cannot", [line("half a line", 1)], 500],
  ["answers something else", ["no line"] as unknown as object[], 200],
])("a page goes without where the store %s", async (_, lines, status) => {
  const store = await startStore(lines, status);
  const { browser, id } = await startPages({ logs: store.url });
  const page = await browser().get(`/anomalies/${id}`);
  expect(page.status).toBe(200);
  expect(page.text).not.toContain("Ce que disent les journaux");
  expect(store.asked.length).toBe(1);
});

it("what was written in that quarter of an hour has a page of its own, to which a message leads by its alert", async () => {
  const kept = {
    ...{ _time: startedAt.toISOString(), _msg: "<b>refused</b>", service: "api", level: "error" },
    stack: "Error\n    at <anonymous>",
  };
  const store = await startStore([kept]);
  const { browser, id, recorder } = await startPages({ logs: store.url });
  const [fingerprint] = Object.keys(recorder.anomalies[0]?.alerts ?? {});
  const visitor = browser();
  const led = await visitor.get(`/anomalies/alerts/${fingerprint}/lines`);
  expect(led.headers.get("location")).toBe(`/anomalies/${id}/lines`);

  const all = await visitor.get(`/anomalies/${id}/lines`);
  expect(all.status).toBe(200);
  expect(all.text).toContain("&#60;b&#62;refused&#60;/b&#62;\nError\n    at &#60;anonymous&#62;</pre>");
  expect(all.text).toContain(`href="/anomalies/${id}/lines?service=nginx"`);
  expect(store.asked.at(-1)?.get("query")).toContain('{service in ("api","mongodb","nginx")}');
  await visitor.get(`/anomalies/${id}/lines?service=nginx`);
  expect(store.asked.at(-1)?.get("query")).toContain('{service in ("nginx")}');
  const [from, to] = ["start", "end"].map((name) => Date.parse(store.asked.at(-1)?.get(name) ?? ""));
  expect((to ?? 0) - (from ?? 0)).toBe(15 * 60_000);
  // Not among those that there are: nothing that a visitor writes reaches the store.
  await visitor.get(`/anomalies/${id}/lines?service=${encodeURIComponent('x") or *')}`);
  expect(store.asked.at(-1)?.get("query")).toContain('{service in ("api","mongodb","nginx")}');
});

it("reads of a bad quarter of an hour what a page and a terminal can show, and says that there is more", async () => {
  // 43 MB: each of ten thousand lines has a stack.
  const stack = `Error: refused\n${"    at handle (api/server.js:12:34)\n".repeat(120)}`;
  const lines = Array.from({ length: 10_001 }, (_, index) => ({ _msg: `refused ${index}`, service: "api", stack }));
  const store = await startStore(lines);
  const { browser, id, recorder } = await startPages({ logs: store.url });
  const page = await browser().get(`/anomalies/${id}/lines`);
  expect(page.text).toContain("il y en a davantage");
  expect(page.text).toContain("refused 100\n");
  expect(page.text.length).toBeLessThan(1_500_000);

  const hands = { linkTo: undefined, alerts: undefined, locale: "fr", log: createLog("test", () => {}) } as const;
  const desk = deskEndpoint(recorder, { token: "t", lines: linesOf(store.url), ...hands });
  const body = Buffer.from(JSON.stringify({ command: "lines", id }));
  const { status, text } = await desk.take({ body } as Parameters<typeof desk.take>[0]);
  const written: Written = JSON.parse(text);
  expect([status, written.cut, written.lines[0]]).toEqual([200, true, lines[0]]);
  expect(text.length).toBeGreaterThan(4_000_000);
  expect(text.length).toBeLessThan(5_000_000);
});

it("says that the store does not answer", async () => {
  const store = await startStore([], 500);
  const { browser, id } = await startPages({ logs: store.url });
  const { status, text } = await browser().get(`/anomalies/${id}/lines`);
  expect(status).toBe(503);
  expect(text).toContain("Les journaux ne répondent pas");
});
