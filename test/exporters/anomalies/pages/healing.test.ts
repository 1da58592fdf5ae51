import { expect, it } from "vitest";
import { startPages } from "./desk.ts";

it("forbids self-healing for a time by the silence that the remediation asks for, and allows it again", async () => {
  const { browser, url, alertmanager } = await startPages({ told: [], locale: "en" });
  const visitor = browser();
  expect((await visitor.get("/anomalies/")).text).toContain("Allowed, as far as config/ goes");
  // What somebody forbids of one thing is theirs.
  const due = { name: "alertname", value: "MonitoringRemedyDue", isRegex: false, isEqual: true };
  const span = { startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 60_000).toISOString() };
  alertmanager.silences.push({
    ...{ matchers: [due, { ...due, name: "heals", value: "ApiDown" }], ...span, createdBy: "Paul" },
  });
  expect((await visitor.get("/anomalies/")).text).toContain("Allowed");
  const token = await visitor.tokenAt("/anomalies/");
  const done = (act: string) => visitor.post("/anomalies/healing", { token, act, name: "Marie" }, { origin: url });
  const forbidden = await done("forbid-4h");
  expect([forbidden.status, forbidden.headers.get("location")]).toEqual([303, "/anomalies/?saved"]);
  const { matchers, startsAt, endsAt } = alertmanager.silences[1] ?? { matchers: [], startsAt: "", endsAt: "" };
  expect(matchers).toMatchObject([due]);
  expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(4 * 3_600_000);
  expect((await visitor.get("/anomalies/")).text).toMatch(/Forbidden until [^<]+<\/strong> \(Marie\)/);
  expect((await done("forbid-1000h")).status).toBe(400);
  expect(alertmanager.silences).toHaveLength(2);
  alertmanager.broken.is = true;
  expect((await done("allow")).status).toBe(503);
  expect((await done("forbid-1h")).status).toBe(503);
  alertmanager.broken.is = false;
  expect((await done("allow")).status).toBe(303);
  expect([...alertmanager.ended]).toEqual([1]);
  expect((await visitor.get("/anomalies/")).text).toContain("Allowed");
});

it("has no switch of self-healing where nothing repairs, nor for a GET or another page", async () => {
  const { browser, url, alertmanager } = await startPages({ told: [], repairs: false });
  const visitor = browser();
  expect((await visitor.get("/anomalies/")).text).not.toContain("Réparation automatique");
  expect((await visitor.get("/anomalies/healing?act=forbid-1h")).status).toBe(404);
  const token = await visitor.tokenAt("/anomalies/report");
  for (const [fields, headers] of [
    [{ token, act: "forbid-1h" }, { origin: "https://evil.example" }],
    [{ token: "x", act: "forbid-1h" }, { origin: url }],
  ] as const)
    expect((await visitor.post("/anomalies/healing", fields, headers)).status).toBe(403);
  expect(alertmanager.silences).toEqual([]);
});
