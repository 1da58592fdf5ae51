import { expect, it } from "vitest";
import type { Peer } from "../../../exporters/anomalies/peer.ts";
import { silencesOf } from "../../../exporters/anomalies/silences.ts";
import { silencesAlert } from "../../../signals/metrics/anomalies.ts";

const now = new Date("2026-11-28T12:00:00Z");
const severities = { severities: ["critical", "warning", "info"] };
const silence = (id: string, hours: number, state = "active") => ({
  ...{ id, status: { state }, startsAt: "2026-11-28T11:00:00.000Z", updatedAt: "2026-11-28T11:00:00.000Z" },
  ...{
    endsAt: new Date(Date.parse("2026-11-28T11:00:00Z") + hours * 3_600_000).toISOString(),
    matchers: [],
    createdBy: "Marie",
  },
});
const alert = (alertname: string, severity: string, silencedBy: string[] = []) => ({
  fingerprint: "0123456789abcdef",
  labels: {
    ...{ alertname, severity, environment: "production", component: "monitoring", category: "security" },
    ...{ instance: "vps-production" },
  },
  annotations: { summary: "…" },
  ...{ startsAt: "2026-11-28T11:30:00.000Z", endsAt: "2026-11-28T12:04:00.000Z", generatorURL: "http://p/graph" },
  status: { state: "active", inhibitedBy: [], silencedBy },
});

/** An Alertmanager that has these. */
const having =
  (silences: object[], alerts: object[], status = 200): Peer =>
  async (path) =>
    new Response(JSON.stringify(path.endsWith("/silences") ? silences : alerts), { status });

it("counts what lasts for more than a day, hides the sign of life, or a critical alert; and nothing else", async () => {
  const quiet = await silencesOf(
    having(
      [silence("short", 2), silence("over", 9999, "expired")],
      [alert("Watchdog", "info"), alert("ApiSlowResponses", "warning", ["short"])],
    ),
    severities,
    now,
  );
  expect(quiet).toEqual({ risky: { long: 0, watchdog: 0, critical: 0 }, hidden: [] });

  const loud = await silencesOf(
    having(
      [silence("all", 87_600), silence("one", 2), silence("later", 25, "pending"), silence("day", 24)],
      [alert("Watchdog", "info", ["all"]), alert("ApiDown", "critical", ["all", "one"])],
    ),
    severities,
    now,
  );
  expect(loud?.risky).toEqual({ long: 2, watchdog: 1, critical: 2 });
});

it("what tells of it is recorded although it is silenced itself", async () => {
  const { hidden = [] } =
    (await silencesOf(
      having([silence("all", 9)], [alert(silencesAlert, "warning", ["all"]), alert("ApiDown", "critical", ["all"])]),
      severities,
      now,
    )) ?? {};
  expect(hidden).toHaveLength(1);
  expect(hidden[0]?.alerts).toMatchObject([{ firing: true, labels: { alertname: silencesAlert } }]);
  const told = await silencesOf(having([], [alert(silencesAlert, "warning")]), severities, now);
  expect(told?.hidden).toEqual([]);
});

it("says nothing while Alertmanager does not answer, or lets nobody in", async () => {
  const dead: Peer = async () => Promise.reject(new Error("refused"));
  expect(await silencesOf(dead, severities, now)).toBeUndefined();
  expect(await silencesOf(having([], [], 401), severities, now)).toBeUndefined();
});
