import { expect, it } from "vitest";
import { served } from "../../../served.ts";
import { startedAt, startPages } from "./desk.ts";

/** A log store that keeps what it was asked, and answers with these lines. */
async function startStore(lines: readonly object[], status = 200) {
  const asked: URLSearchParams[] = [];
  const url = await served(async (request, answer) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push(new URLSearchParams(body));
    answer.writeHead(status).end(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  });
  return { asked, url };
}

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
