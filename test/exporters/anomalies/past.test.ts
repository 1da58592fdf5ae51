import { expect, it } from "vitest";
import { type Anomaly, resolutions } from "../../../exporters/anomalies/anomaly.ts";
import { anomaliesSince } from "../../../exporters/anomalies/past.ts";

const [detectedAt, closedAt] = ["2026-11-23T14:00:00.000Z", "2026-11-23T14:20:00.000Z"];
const record = (id: string, episode: Partial<Anomaly["episodes"][0]>): Anomaly => ({
  ...{ id, key: "0123456789abcdef", severity: "critical", category: "functionality", component: "api" },
  ...{ environment: "production", instance: "vps", detection: "automatic", alertname: "ApiDown", title: "t" },
  ...{ description: "", impact: "", value: "", limit: "", nextSteps: [], links: {}, things: [], symptoms: [] },
  ...{ affected: ["api"], alerts: {}, earlier: [] },
  episodes: [{ detectedAt, openedAt: detectedAt, ...episode }],
});

it("tells of all that was felt, however it ended, but of no false alarm and of nothing twice", () => {
  const ended = resolutions.map((resolution) => record(resolution, { closedAt, resolution }));
  const past = anomaliesSince([record("goes on", {}), ...ended], new Date("2026-11-01T00:00:00Z"));
  expect(past.map(({ id, times }) => [id, times])).toEqual([
    ["goes on", [{ from: detectedAt }]],
    ["fixed", [{ from: detectedAt, to: closedAt }]],
    ["remediation", [{ from: detectedAt, to: closedAt }]],
  ]);
});
