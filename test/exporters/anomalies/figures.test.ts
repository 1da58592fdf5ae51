import { expect, it } from "vitest";
import { type Anomaly, withEpisode } from "../../../exporters/anomalies/anomaly.ts";
import { decide } from "../../../exporters/anomalies/decide.ts";
import { figuresOf } from "../../../exporters/anomalies/figures.ts";
import { noticeOf } from "./alerts.ts";

const now = new Date("2026-11-23T09:05:00Z");
const decision = decide([], noticeOf({ startsAt: now }), { closing: "automatic", reopenWithin: 0 }, now);
if (decision.kind !== "open") throw new Error("it is new");
const draft = decision.draft;

const record = (number: number, change: Partial<Anomaly>): Anomaly => ({
  ...draft,
  ...change,
  id: `ANOM-2026-11-23-${String(number).padStart(3, "0")}`,
});
const said = async (...anomalies: Anomaly[]) => {
  const text = await figuresOf({ anomalies, pending: 0, failures: new Map() });
  return text.split("\n").filter((line) => /^anomaly_(symptom_)?info\{/.test(line));
};

it("says of an open anomaly what a list shows, and nobody's address", async () => {
  const byHand = {
    alertname: "",
    severity: "warning",
    title: "Recherche\nvide pour jeanne@exemple.fr",
    value: "",
  } as const;
  const taken = withEpisode(record(2, { ...byHand, symptoms: [] }), {
    acknowledgedAt: now.toISOString(),
    acknowledgedBy: "Camille",
  });
  const api = { alertname: "ApiDown", severity: "critical", component: "api", value: "2,5 s" } as const;
  expect(await said(taken, record(1, { ...api, symptoms: ["WebDown"] }))).toEqual([
    `anomaly_info{anomaly="ANOM-2026-11-23-001",alertname="ApiDown",severity="critical",component="api",measured="2,5 s",title="${draft.title}",taken_by="nobody",cause=""} 1`,
    `anomaly_info{anomaly="ANOM-2026-11-23-002",alertname="manual",severity="warning",component="${draft.component}",measured="",title="Recherche vide pour …",taken_by="Camille",cause=""} 1`,
    'anomaly_symptom_info{anomaly="ANOM-2026-11-23-001",alertname="WebDown",cause="ApiDown"} 1',
  ]);
});

it("describes an alert once, by its own record where it has one, and no more than a list holds", async () => {
  const alerts = await said(
    record(1, { alertname: "WebDown", severity: "critical", symptoms: ["WebSlow"] }),
    record(2, { alertname: "ApiDown", severity: "critical", symptoms: ["WebDown", "WebSlow", "ApiSlowResponses"] }),
    record(3, { alertname: "WebDown", severity: "warning", symptoms: [] }),
  );
  const names = alerts.map((line) =>
    /anomaly="ANOM-2026-11-23-(\d+)",alertname="(\w+)"/.exec(line)?.slice(1).join(" "),
  );
  expect(names).toEqual(["001 WebDown", "002 ApiDown", "002 WebSlow", "002 ApiSlowResponses"]);

  // WebDown was recorded before ApiDown, which explains it.
  expect(alerts[0]).toContain('cause="ApiDown"');
  expect(alerts[1]).toContain('cause=""');

  const many = Array.from({ length: 70 }, (_, index) =>
    record(index + 1, {
      alertname: "",
      title: "x".repeat(500),
      severity: index === 69 ? "critical" : "info",
      symptoms: [],
    }),
  );
  const lines = await said(...many);
  expect(lines).toHaveLength(50);
  expect(lines[0]).toContain("ANOM-2026-11-23-070");
  expect(lines[1]).toContain(`title="${"x".repeat(80)}"`);
});
