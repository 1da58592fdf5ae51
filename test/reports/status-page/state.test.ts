import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Anomaly } from "../../../exporters/anomalies/anomaly.ts";
import { publicIncidents } from "../../../exporters/anomalies/public-incidents.ts";
import { withAnnouncement } from "../../../exporters/anomalies/public-text.ts";
import { previousIn, publish } from "../../../reports/status-page/files.ts";
import { plannedWork } from "../../../reports/status-page/maintenance.ts";
import { overallLevel } from "../../../reports/status-page/page.ts";
import { type Sources, statusOf } from "../../../reports/status-page/state.ts";
import { measuredAs, toldIncidents } from "./incidents.ts";

const now = new Date("2026-11-28T21:30:00Z");
const zone = "Europe/Paris";
const sources: Sources = {
  measured: measuredAs({}, now),
  incidents: [],
  maintenance: [],
  previous: undefined,
  zone,
  now,
};
const levelOf = (name: string, status = statusOf(sources)) => status.services.find((one) => one.name === name)?.now;

it("is well when what is measured is well, and nobody said otherwise", () => {
  expect(overallLevel(statusOf(sources))).toBe("ok");
  expect(levelOf("mail")).toBe("unknown");
});

it("believes people where nothing is measured, and the worse of the two where something is", () => {
  const status = statusOf({ ...sources, incidents: toldIncidents(now) });
  expect(levelOf("mail", status)).toBe("degraded");
  expect(overallLevel(status)).toBe("degraded");
  const days = status.services.find(({ name }) => name === "sign-in")?.days ?? [];
  // 23:30 UTC on the 20th is the 21st in Paris.
  expect(days.filter(({ level }) => level === "outage").map(({ day }) => day)).toEqual(["2026-11-21"]);
});

it("knows nothing of the present when the monitoring is silent, and keeps what it said before", () => {
  const previous = statusOf({ ...sources, incidents: toldIncidents(now) });
  const later = new Date(now.getTime() + 3_600_000);
  const status = statusOf({ ...sources, measured: undefined, incidents: undefined, previous, now: later });
  expect(overallLevel(status)).toBe("degraded");
  expect(levelOf("site", status)).toBe("unknown");
  expect(status.heardAt).toBe(now.toISOString());
  expect(status.incidents).toEqual(previous.incidents);
  expect(status.services.map(({ days }) => days.length)).toEqual(previous.services.map(({ days }) => days.length));
  // A Prometheus that answers, but sees nothing any more, is as silent.
  expect(levelOf("site", statusOf({ ...sources, now: later }))).toBe("unknown");
  expect(overallLevel(statusOf({ ...sources, measured: undefined }))).toBe("unknown");
});

it("publishes of an anomaly what people said, and nothing else", () => {
  const said = {
    services: ["sign-in"],
    state: "outage" as const,
    says: { fr: "La connexion échoue.", en: "Sign-in fails." },
  };
  const anomaly = {
    ...{
      id: "ANOM-2026-11-28-001",
      alertname: "SecretAlert",
      title: "secret",
      description: "secret",
      impact: "secret",
    },
    ...{ key: "secret", instance: "secret", things: ["secret"], symptoms: ["SecretAlert"], value: "secret" },
    episodes: [
      { detectedAt: "2026-11-28T20:00:00.000Z", openedAt: "2026-11-28T20:00:10.000Z", acknowledgedBy: "secret" },
    ],
  } as unknown as Anomaly;
  expect(publicIncidents([anomaly])).toEqual([]);
  const told = withAnnouncement(undefined, said, now);
  const [incident] = publicIncidents([{ ...anomaly, public: told }]);
  expect(incident).toEqual({
    ...{ id: "ANOM-2026-11-28-001", services: ["sign-in"], state: "outage", beganAt: "2026-11-28T20:00:00.000Z" },
    updates: [{ at: now.toISOString(), says: said.says }],
  });
  expect(JSON.stringify(incident)).not.toMatch(/secret/i);
  // The same said twice is said once; what is said often keeps its beginning.
  expect(withAnnouncement(told, { ...said, state: "degraded" }, now).updates).toHaveLength(1);
  const often = Array.from({ length: 30 }, (_, index) => `${index}`).reduce(
    (known, text) => withAnnouncement(known, { ...said, says: { fr: text, en: text } }, now),
    told,
  );
  expect(often.updates).toHaveLength(20);
  expect(often.updates.map(({ says }) => says.fr)).toEqual(expect.arrayContaining(["La connexion échoue.", "29"]));
});

it("announces planned work of which there are words for visitors, in the visitors' time", () => {
  const says = { fr: "Nouveau disque", en: "New disk" };
  const windows = {
    disk: { date: "2026-12-01", from: "23:00", to: "01:00", public: says },
    weekly: { weekdays: ["sunday" as const], from: "02:00", to: "04:00", public: says },
    secret: { date: "2026-12-01", from: "02:00", to: "04:00" },
    past: { date: "2026-11-01", from: "02:00", to: "04:00", public: says },
  };
  expect(plannedWork(windows, zone, now).map(({ from, to }) => [from, to].map((one) => one.toISOString()))).toEqual([
    ["2026-11-29T01:00:00.000Z", "2026-11-29T03:00:00.000Z"],
    ["2026-12-01T22:00:00.000Z", "2026-12-02T00:00:00.000Z"],
  ]);
});

it("writes a page, a feed and data, and reads the data again", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "status-page-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const status = statusOf({ ...sources, incidents: toldIncidents(now) });
  expect(publish(directory, status)).toEqual([
    "index.html",
    "en/index.html",
    "feed.atom",
    "en/feed.atom",
    "status.json",
  ]);
  expect(previousIn(directory)).toEqual(status);
  writeFileSync(path.join(directory, "status.json"), "{ broken");
  expect(previousIn(directory)).toBeUndefined();
});
