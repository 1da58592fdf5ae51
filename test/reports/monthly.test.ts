import { expect, it, onTestFinished } from "vitest";
import type { Anomaly, Episode } from "../../exporters/anomalies/anomaly.ts";
import { startPast } from "../../kit/lab/recording/past.ts";
import type { RecordedSeries } from "../../kit/lab/recording/target-log.ts";
import { prometheusAt } from "../../kit/model/prometheus.ts";
import { footprintFigures } from "../../reports/footprint.ts";
import { hasBegun, monthBefore, monthOf } from "../../reports/month.ts";
import { monthlyReport, type Report } from "../../reports/monthly.ts";
import { above, atLeast, atMost, below, isMet } from "../../reports/objective.ts";
import { htmlReport } from "../../reports/page.ts";
import { archiveOf } from "../../reports/prometheus.ts";
import { recordFigures } from "../../reports/records.ts";
import { jsonReport, markdownReport } from "../../reports/render.ts";
import { rightSizing } from "../../reports/right-sizing.ts";
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
    ...{ foundFirst: 2 / 3, falseAlarms: 1 / 4, returned: 1 / 3, healed: 0, woke: 2 },
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
  const host = (name: string, value: number, more: Readonly<Record<string, string>> = {}) =>
    series(name, `${value}x${samples(6)}`, { job: "node", instance: "vps", ...more });
  const past = await startPast(
    [
      // Three hours well, one hour not watched, half an hour down, then well again: 6 hours in all.
      series("probe_success", `1x${samples(3)} _x${samples(1)} 0x${samples(0.5)} 1x${samples(1.5)}`),
      // A machine of 4 vCPUs, a quarter of them in use, with a request a second.
      ...["0", "1", "2", "3"].map((cpu) => host("node_cpu_seconds_total", 1, { cpu, mode: "idle" })),
      host("node_memory_MemTotal_bytes", 8 * 2 ** 30),
      host("node_filesystem_size_bytes", 1e11, { device: "/dev/sda1", fstype: "ext4", mountpoint: "/" }),
      host("node_filesystem_size_bytes", 1e12, { device: "tmpfs", fstype: "tmpfs", mountpoint: "/run" }),
      ...[
        ["instance:cpu_use:ratio", 0.25],
        ["instance:memory_use:ratio", 0.8],
        ["instance:disk_use:ratio", 0.4],
        ["instance:api_requests_served:rate5m", 1],
      ].map(([name, value]) => series(String(name), `${value}x${samples(6)}`, { instance: "vps" })),
      series("benevoclic_users_active", `500x${samples(6)}`, { job: "business", instance: "vps", window: "30d" }),
      ...Array.from({ length: 60 }, (_, path) =>
        series("http_unread_total", `1x${samples(6)}`, { job: "x", path: `/${path}` }),
      ),
      series("instance:api_response_time:p95_2m", `0.1x${samples(3)} 0.2x${samples(3)}`, { instance: "vps" }),
    ],
    { from: begin, seconds: 6 * hour, rules: "groups: []\n" },
  );
  onTestFinished(past.stop);
  const now = new Date((begin + 6 * hour) * 1000);
  const report = await monthlyReport(november, {
    environment: "production",
    anomalies: [anomaly({ ticket: "SUP-1" }, {})],
    archive: archiveOf(prometheusAt(past.url), footprintFigures(20)),
    sizing: await rightSizing(prometheusAt(past.url), new Set(["probe_success"]), now),
    now,
  });
  const value = (title: string, of: Report = report) => of.lines.find((line) => line.title.en.startsWith(title));
  expect(value("Uptime")?.value).toBeCloseTo(4.5 / 6, 2);
  expect(value("Downtime")?.value).toBeCloseTo(1.5 * hour, -2);
  expect(value("Response time")?.value).toBeCloseTo(0.15, 3);
  expect(value("Satisfaction")?.value).toBeUndefined();
  expect(value("Uptime")?.before).toBeUndefined();

  // 1.09 × (4 × (0.74 + 2.76 × 0.25) + 0.392 × 8 + 1.2 × 0.1) = 9.784 W for six hours.
  expect(value("Energy")?.value).toBeCloseTo((9.784 * 6) / 1000, 5);
  // 44 g a kWh, and 0.446 g a vCPU and hour for the making.
  const grams = 6 * ((9.784 / 1000) * 44 + 4 * (1_000_000 / 35_040 / 64));
  expect(value("Footprint (kg")?.value).toBeCloseTo(grams / 1000, 5);
  expect(value("Footprint of 1,000")?.value).toBeCloseTo(grams / 21.6, 3);
  expect(value("Footprint of an active")?.value).toBeCloseTo(grams / 500, 5);
  // 20 euros a month, of which six hours have passed.
  expect(value("Cost of hosting")?.value).toBeCloseTo((20 * 6) / 720, 5);
  expect(value("Cost of an active")?.value).toBeCloseTo((20 * 6) / 720 / 500, 7);
  expect(report.sizing.map(({ en }) => en)).toEqual([
    "25% of 4 vCPU at most; 2 would be enough.",
    "80% of 8 GB of memory at most; 9 are needed.",
    "Fullest disk: 40% at most; it is enough.",
    "http_unread_total: 60 series that neither a rule nor a dashboard reads; stop keeping them.",
  ]);

  const text = markdownReport(report, "fr");
  expect(text).toContain("## Dimensionnement (30 jours)");
  expect(text).toContain("# Rapport mensuel · novembre 2026 · production");
  expect(text).toMatch(/\| Disponibilité \| 7[45](,\d+)? % \| ≥ 99,9 % \| ✗ manqué \| pas de données \| {2}\|/);
  expect(text).toContain("L'API \\| ne répond plus");
  expect(text).toMatch(/- SUP-1 : ANOM-2026-11-01-\d{3}/);
  // Six hours of data say nothing of the time between failures, and no number is written in another language.
  expect(text).toMatch(/\| MTBF \| trop court pour le dire \| > 30 j(ours)? \| {2}\|/);
  expect(text).toMatch(/^\d+ objectifs? tenus? sur \d+/m);
  expect(text).not.toMatch(/\d\.\d/);
  for (const { means } of definitions) expect(text).toContain(means.fr);
  expect(report.days).toMatchObject([{ day: 1, responseTime: expect.closeTo(0.15, 2), anomalies: { critical: 1 } }]);

  expect(markdownReport(report, "en")).toContain("# Monthly report · November 2026 · production");
  const page = htmlReport(report, "fr");
  expect(page).toContain("L&#39;API | ne répond plus");
  // It loads nothing, and prints.
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
  expect(page).toContain("@media print");
  expect(page.match(/<svg/g)).toHaveLength(3);
  const json = JSON.parse(jsonReport(report)) as { figures: { title: string; value: number | null }[] };
  expect(json.figures.find(({ title }) => title === "Satisfaction")?.value).toBeNull();
});
