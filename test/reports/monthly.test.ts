import { expect, it, onTestFinished } from "vitest";
import type { Anomaly, Episode } from "../../exporters/anomalies/anomaly.ts";
import { startPast } from "../../kit/lab/recording/past.ts";
import type { RecordedSeries } from "../../kit/lab/recording/target-log.ts";
import { hasBegun, monthBefore, monthOf } from "../../reports/month.ts";
import { monthlyReport, type Report } from "../../reports/monthly.ts";
import { above, atLeast, atMost, below, isMet } from "../../reports/objective.ts";
import { htmlReport } from "../../reports/page.ts";
import { archiveOf, askAt } from "../../reports/prometheus.ts";
import { recordFigures } from "../../reports/records.ts";
import { jsonReport, markdownReport } from "../../reports/render.ts";
import { definitions } from "../../reports/words.ts";

const november = monthOf("2026-11");
if (!november) throw new Error("November is a month");
const hour = 3600;
const begin = november.from.getTime() / 1000;
const at = (hours: number) => new Date((begin + hours * hour) * 1000).toISOString();

let made = 0;
function anomaly(fields: Partial<Anomaly>, ...episodes: readonly Partial<Episode>[]): Anomaly {
  made += 1;
  return {
    ...{
      id: `ANOM-2026-11-01-${String(made).padStart(3, "0")}`,
      key: "0123456789abcdef",
      severity: "critical",
      category: "system",
    },
    ...{ component: "api", environment: "production", instance: "vps", detection: "automatic", alertname: "ApiDown" },
    ...{ title: "L'API | ne répond plus", description: "", impact: "", value: "", limit: "", links: {}, nextSteps: [] },
    ...{ things: [], symptoms: [], affected: [], alerts: {}, earlier: [] },
    episodes: episodes.map((episode) => ({ detectedAt: at(1), openedAt: at(1), ...episode })),
    ...fields,
  } as Anomaly;
}

it("knows the months of Paris, over the change of the clock and of the year", () => {
  expect([november.from, november.to].map((one) => one.toISOString())).toEqual([
    "2026-10-31T23:00:00.000Z",
    "2026-11-30T23:00:00.000Z",
  ]);
  expect(monthOf("2026-10")?.from.toISOString()).toBe("2026-09-30T22:00:00.000Z");
  expect(monthBefore(monthOf("2027-01") as never).name).toBe("2026-12");
  expect(monthOf("2026-13")).toBeUndefined();
  expect(hasBegun(november, november.from)).toBe(true);
  expect(hasBegun(november, new Date(november.from.getTime() - 1))).toBe(false);
});

it("counts what the records say, without false alarms where they would flatter or shame", () => {
  const fixed = { closedAt: at(3), resolvedAt: at(3), resolution: "fixed" } as const;
  const anomalies = [
    anomaly(
      {},
      { firstBadAt: at(0.5), acknowledgedAt: at(2), ...fixed },
      { detectedAt: at(10), openedAt: at(10), closedAt: at(11), resolution: "fixed" },
    ),
    anomaly({ severity: "warning", detection: "user_report" }, { closedAt: at(2), resolution: "fixed" }),
    anomaly({}, { closedAt: at(2), resolution: "false_alarm" }),
    // Before and after the month.
    anomaly({}, { detectedAt: at(-9), openedAt: at(-9), closedAt: at(-8), resolution: "fixed" }),
    anomaly({ severity: "info" }, { detectedAt: at(5), openedAt: at(5) }),
  ];
  expect(recordFigures(anomalies, november, { until: november.to, watched: 30 * 24 * hour })).toEqual({
    ...{ detected: { critical: 2, warning: 1, info: 1 }, resolved: 3, open: 1 },
    ...{ timeToDetect: 0.5 * hour, timeToAcknowledge: hour, timeToResolve: (4 * hour) / 3 },
    timeToRestore: (3.5 * hour) / 2,
    betweenFailures: (30 * 24 * hour) / 2,
    ...{ foundFirst: 2 / 3, falseAlarms: 1 / 4, returned: 1 / 3 },
  });
  expect(recordFigures([], november, { until: november.to, watched: 30 * 24 * hour })).toMatchObject({
    timeToRestore: undefined,
    betweenFailures: undefined,
    foundFirst: undefined,
  });
});

it("says of each objective whether it was met, at its very limit too", () => {
  expect([isMet(below(5), 5), isMet(above(5), 5), isMet(atMost(0), 0), isMet(atLeast(0.999), 0.999)]).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect([isMet(undefined, 1), isMet(below(5), undefined)]).toEqual([undefined, undefined]);
});

it("asks a real Prometheus: gaps in the data are downtime, and what nobody measured is no data", async () => {
  const every = 5;
  const labels = { job: "blackbox", target: "api-health", instance: "vps" };
  const samples = (hours: number) => (hours * hour) / every - 1;
  const series = (name: string, values: string, more = labels as Readonly<Record<string, string>>): RecordedSeries => ({
    name,
    labels: more,
    every,
    values,
  });
  const past = await startPast(
    [
      // Three hours well, one hour not watched, half an hour down, then well again: 6 hours in all.
      series("probe_success", `1x${samples(3)} _x${samples(1)} 0x${samples(0.5)} 1x${samples(1.5)}`),
      series("instance:api_response_time:p95_3m", `0.1x${samples(3)} 0.2x${samples(3)}`, { instance: "vps" }),
    ],
    { from: begin, seconds: 6 * hour, rules: "groups: []\n" },
  );
  onTestFinished(past.stop);
  const now = new Date((begin + 6 * hour) * 1000);
  const report = await monthlyReport(november, {
    environment: "production",
    anomalies: [anomaly({ ticket: "SUP-1" }, {})],
    archive: archiveOf(askAt(past.url)),
    now,
  });
  const value = (title: string, of: Report = report) => of.lines.find((line) => line.title.en.startsWith(title));
  expect(value("Uptime")?.value).toBeCloseTo(4.5 / 6, 2);
  expect(value("Downtime")?.value).toBeCloseTo(1.5 * hour, -2);
  expect(value("Response time")?.value).toBeCloseTo(0.15, 3);
  expect(value("Satisfaction")?.value).toBeUndefined();
  expect(value("Uptime")?.before).toBeUndefined();

  const text = markdownReport(report, "fr");
  expect(text).toContain("# Rapport mensuel 2026-11 · production");
  expect(text).toMatch(/\| Disponibilité \| 7[45](,\d+)? % \| ≥ 99,9 % \| ✗ manqué \| pas de données \| {2}\|/);
  expect(text).toContain("L'API \\| ne répond plus");
  expect(text).toMatch(/- SUP-1: ANOM-2026-11-01-\d{3}/);
  // Six hours of data say nothing of the time between failures, and no number is written in another language.
  expect(text).toMatch(/\| MTBF \| trop court pour le dire \| > 30 j(ours)? \| {2}\|/);
  expect(text).toMatch(/^\d+ objectifs? tenus? sur \d+/m);
  expect(text).not.toMatch(/\d\.\d/);
  for (const { means } of definitions) expect(text).toContain(means.fr);
  expect(report.days).toMatchObject([{ day: 1, responseTime: expect.closeTo(0.15, 2), anomalies: { critical: 1 } }]);

  const page = htmlReport(report, "fr");
  expect(page).toContain("L&#39;API | ne répond plus");
  // It loads nothing, and prints.
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
  expect(page).toContain("@media print");
  expect(page.match(/<svg/g)).toHaveLength(3);
  const json = JSON.parse(jsonReport(report)) as { figures: { title: string; value: number | null }[] };
  expect(json.figures.find(({ title }) => title === "Satisfaction")?.value).toBeNull();
});
