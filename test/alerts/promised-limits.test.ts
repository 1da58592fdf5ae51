import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import { levelOf, severities } from "../../kit/model/level.ts";
import type { Signal } from "../../kit/model/signal.ts";
import { availability } from "../../signals/availability.ts";
import { signalsByDomain } from "../../signals/catalogue.ts";

const contract = readFileSync(new URL("../../docs/benevoclic.md", import.meta.url), "utf8");
const alerts = [...alertsByDomain.values()].flat();
const signals: readonly Signal[] = [...signalsByDomain.values()].flat();

/** What the contract says of one thing, and what is declared for it: every level of these alerts, and no other. */
interface Promised {
  /** Its words, as they stand in docs/benevoclic.md. */
  readonly says: string;
  readonly alerts?: Readonly<Record<string, Readonly<Partial<Record<(typeof severities)[number], string>>>>>;
  /** Signals that draw it. */
  readonly objectives?: Readonly<Record<string, string>>;
  /** Why a declared limit is none of those words. */
  readonly differs?: string;
}

const promises: readonly Promised[] = [
  // Section 4, the table.
  {
    says: "| system | CPU use | < 80 % | incident peak 95 % |",
    alerts: { HostCpuBusy: { warning: "above 0.8 for 10m", critical: "above 0.95 for 2m" } },
    objectives: { "instance:cpu_use:ratio": "below 0.8" },
  },
  {
    says: "| system | memory use | < 85 % | incident peak 87 % |",
    alerts: { HostMemoryLow: { warning: "above 0.85 for 10m", critical: "above 0.95 for 2m" } },
    objectives: { "instance:memory_use:ratio": "below 0.85" },
    differs: "at 87 % nobody must act at night: critical is where the kernel soon kills processes",
  },
  {
    says: "| system | disk use | < 90 % |",
    alerts: {
      HostDiskFilling: { warning: "above 0.9 for 10m", critical: "above 0.95 for 1m" },
      HostInodesLow: { warning: "above 0.9 for 10m", critical: "above 0.95 for 1m" },
    },
    objectives: { "instance:disk_use:ratio": "below 0.9" },
    differs: "critical is ours: 5 GB of 100 are hours, not days",
  },
  {
    says: "| system | load average | < 2.0 | on 4 cores: state it per core |",
    alerts: { HostLoadHigh: { warning: "above 1.5 for 5m" } },
    differs: "the limit stands below the table: load warning 1.5 per core (the 2.0 above is drawn, not alerted)",
  },
  {
    says: "| application | response time | < 200 ms (P95); alert above 500 ms |",
    alerts: { ApiSlowResponses: { warning: "above 0.5 for 5m", critical: "above 2 for 2m" } },
    objectives: { "instance:api_response_time:p95_2m": "below 0.2" },
    differs: "critical is ours: the real incident of section 7 had 2.5 s",
  },
  {
    says: "| application | error rate (5xx / all) | < 0.1 %; anomaly above 1 %; incident above 5 % |",
    alerts: { ApiServerErrors: { warning: "above 0.01 for 5m", critical: "above 0.05 for 2m" } },
    objectives: { "instance:api_server_errors:ratio2m": "below 0.001" },
  },
  {
    says: "| application | client errors (4xx / all) | anomaly above 5 % |",
    alerts: { ApiClientErrors: { warning: "above 0.05 for 3m" } },
    objectives: { "instance:api_client_errors:ratio10m": "below 0.05" },
  },
  {
    says: "| application | login attempts, failed logins | watch, alert on bursts |",
    alerts: {
      SecurityLoginBurst: { warning: "above 0.3 for 5m", critical: "above 2 for 1m" },
      SecurityLoginSlowAttack: { warning: "above 180 for 5m" },
    },
    differs: "no figure is given: an account's owner mistypes a few times, not 18 times a minute",
  },
  {
    says: "satisfaction | satisfaction > 4/5 |",
    alerts: { BusinessSatisfactionLow: { info: "below 4 for 30m" } },
    objectives: { "instance:satisfaction:score": "above 4" },
  },
  {
    says: "| process | PM2 process up, restarts, memory, CPU, event-loop lag | crash loop = critical |",
    alerts: { ProcessCrashLooping: { critical: "above 3.5 for 0s" } },
  },
  {
    says: "| anomalies | resolution time | < 4 h, mean 2.3 h |",
    alerts: { AnomalyUnresolved: { warning: "above 14400 for 0s" } },
    objectives: { "anomaly:time_to_resolve:mean30d": "below 14400" },
  },
  { says: "| availability | MTBF | > 720 h |", objectives: { "anomaly:between_failures:seconds30d": "above 2592000" } },
  { says: "| detection | time to detect | < 5 min |", objectives: { "anomaly:time_to_detect:mean30d": "below 300" } },
  {
    says: "| detection | detection rate / false positives | > 95 % / < 5 % |",
    objectives: { "anomaly:false_alarms:ratio30d": "below 0.05" },
  },
  {
    says: "| quality | security score / test coverage / Lighthouse | > 90 (next 98) / > 80 % / > 90 |",
    alerts: {
      QualityCoverageLow: { info: "below 0.8 for 30m" },
      QualityLighthouseLow: { info: "below 0.9 for 30m" },
    },
    objectives: {
      "project:security_score:min": "above 0.9",
      "project:coverage:min": "above 0.8",
      "audit:lighthouse_score:min": "above 0.9",
    },
  },
  {
    says: "| quality | vulnerabilities critical and high | 0; fixed within 24 h |",
    alerts: {
      QualityCriticalVulnerabilityFound: { warning: "above 0 for 0s" },
      QualityCriticalVulnerabilityUnfixed: { warning: "above 0 for 30m" },
      QualityHighVulnerabilityUnfixed: { warning: "above 0 for 30m" },
    },
    differs: "the 24 h are the signals' window; `for` waits for a report that is being written",
  },
  {
    says: "| quality | outdated packages | < 5 % |",
    alerts: { QualityPackagesOutdated: { info: "above 0.05 for 30m" } },
    objectives: { "project:outdated_packages:ratio": "below 0.05" },
  },
  // What burns is a budget, and it is 1 - 0.999 of all probes and requests.
  { says: "| availability | uptime | 99.9 %, next goal 99.99 % | 30-day window |" },
  {
    says: "| availability | MTTR | < 5 min (time to restore service) |",
    differs: "a figure of the monthly report: it is known when all is well again",
  },
  // Section 4, below the table.
  { says: "page above 3 s", alerts: { WebSlow: { warning: "above 3 for 5m" } } },
  {
    says: "database P95 above 500 ms",
    alerts: { DatabaseSlowOperations: { warning: "above 0.5 for 5m", critical: "above 2 for 2m" } },
    differs: "critical is ours, where the API's own answers are critical",
  },
  { says: "stale announcements above 10", alerts: { BusinessAnnouncementsStale: { info: "above 10 for 30m" } } },
  {
    says: "open support\ntickets older than 1 h (critical), 24 h (high), 7 days (others)",
    alerts: {
      BusinessCriticalTicketWaiting: { warning: "above 3600 for 0s" },
      BusinessHighTicketWaiting: { warning: "above 86400 for 0s" },
      BusinessTicketsWaiting: { info: "above 604800 for 0s" },
    },
  },
  {
    says: "quality reports older than 8 days, the audit 48 h",
    alerts: {
      QualityReportStale: { info: "above 691200 for 30m" },
      QualityAuditStale: { warning: "above 172800 for 30m" },
    },
  },
  {
    says: "series budget 5,000 a target, 25,000 in all",
    alerts: {
      ApiSeriesOverBudget: { warning: "above 5000 for 5m" },
      MonitoringJobTooLarge: { warning: "above 5000 for 10m" },
      MonitoringSeriesTooMany: { warning: "above 25000 for 10m" },
    },
    objectives: {
      "instance:api_series_kept:max": "below 5000",
      "job:series:sum": "below 5000",
      "instance:series:max": "below 25000",
    },
  },
  // Section 5.
  {
    says: "| critical | service down, security breach, data loss, error rate high |",
    alerts: {
      ApiDown: { critical: "below 1 for 45s" },
      ApiUnreachable: { critical: "below 1 for 45s" },
      WebDown: { critical: "below 1 for 45s" },
      WebEntranceDown: { critical: "below 1 for 45s" },
      HostDown: { critical: "below 1 for 45s" },
      DatabaseDown: { critical: "below 1 for 1m" },
      DatabaseLost: { critical: "below 1 for 1m" },
      ProcessDaemonGone: { critical: "below 1 for 1m" },
      BusinessDataLost: { warning: "below 0.9 for 5m", critical: "below 0.7 for 1m" },
    },
    differs: "a restart of 25 s and a blip of 40 s wake nobody; an election of the database takes some seconds more",
  },
  {
    says: "| at once DevOps + lead developer; 30 min CTO; 1 h CEO |",
    alerts: {
      AnomalyCriticalToCto: { critical: "above 1800 for 0s" },
      AnomalyCriticalToCeo: { critical: "above 3600 for 0s" },
    },
  },
  {
    says: "| 1 h lead developer; 4 h DevOps; 24 h CTO |",
    alerts: {
      AnomalyWarningToLead: { warning: "above 3600 for 0s" },
      AnomalyWarningToDevops: { warning: "above 14400 for 0s" },
      AnomalyWarningToCto: { warning: "above 86400 for 0s" },
    },
  },
  {
    says: "| 24 h developer; 72 h lead developer |",
    alerts: {
      AnomalyInfoToLead: { info: "above 86400 for 0s" },
      AnomalyInfoToLeadAgain: { info: "above 259200 for 0s" },
    },
    differs: "no role `developer` has an address: both go to the lead developer",
  },
];

const named = promises.flatMap((promised) => Object.entries(promised.alerts ?? {}));

test.each(named)("%s is told at the limits that were promised", (name, levels) => {
  const declared = alerts.find((alert) => alert.name === name);
  const told = Object.fromEntries(
    severities.flatMap((severity) => {
      const definition = declared?.levels[severity];
      if (definition === undefined) return [];
      const level = levelOf(severity, definition);
      return [[severity, `${level.direction} ${level.limit} for ${level.for}`]];
    }),
  );
  expect(told).toEqual(levels);
});

test.each(
  promises.flatMap(({ objectives = {} }) => Object.entries(objectives)),
)("%s draws the objective that was promised", (name, objective) => {
  const own = signals.find((signal) => signal.name === name)?.objective ?? {};
  expect(Object.entries(own).map(([direction, limit]) => `${direction} ${limit}`)).toEqual([objective]);
});

test("the budget is that of the availability that was promised", () => {
  expect(availability).toEqual({ objective: 0.999, over: "30d" });
});

test("the contract says so, and each figure that it does not say has a reason", () => {
  expect(promises.filter(({ says }) => !contract.includes(says)).map(({ says }) => says)).toEqual([]);
  const unexplained = promises.filter(
    ({ says, differs, alerts: own = {} }) =>
      differs === undefined &&
      Object.values(own)
        .flatMap((levels) => Object.values(levels))
        .some((level) => !isSaid(level, says)),
  );
  expect(unexplained.map(({ says }) => says)).toEqual([]);
});

/** Whether a limit stands in the contract's words: as it is, as a share, or in seconds. */
function isSaid(level: string, words: string): boolean {
  const limit = Number(/ (\S+) for/.exec(level)?.[1]);
  const figures = [...words.replaceAll(",", "").matchAll(/(\d+(?:\.\d+)?)\s*(%|ms|s|h|min|days)?/g)].flatMap(
    ([, figure = "", unit = ""]) => Number(figure) * (scales[unit] ?? 1),
  );
  // Of coverage and scores the contract leaves the sign out; a crash loop and a 0 are words.
  const wordy = limit === 0 || words.includes("crash loop = critical");
  return wordy || figures.some((figure) => near(figure, limit) || near(figure / 100, limit));
}
const scales: Readonly<Record<string, number>> = { "%": 0.01, ms: 0.001, min: 60, h: 3600, days: 86_400 };
const near = (one: number, other: number) => Math.abs(one - other) < 1e-9 * Math.max(1, other);

test("every line of the contract's table with a figure is looked at", () => {
  const rows = contract
    .split("\n")
    .filter((line) =>
      /^\| (system|application|business|process|availability|detection|anomalies|quality) \|/.test(line),
    );
  const withFigure = rows.filter((row) => /[<>] ?[\d.]+|(above|within) \d/.test(row.split("|").slice(3).join("|")));
  expect(withFigure.length).toBeGreaterThan(9);
  const unread = withFigure.filter((row) => !promises.some(({ says }) => row.includes(says.trim())));
  expect(unread).toEqual([]);
});
