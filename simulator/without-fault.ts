/**
 * Alerts that no fault of the library tells, and why; every other one is told by a fault in `npm run bench:detection`. The examples of
 * each make its series, and promtool judges them.
 */
export const withoutFault: Readonly<Record<string, string>> = {
  ...reasoned(
    "tells what lasted for a day or more; four weeks are recorded for what compares with them, and end with an evening",
    [
      "ApiAvailabilityLeaking",
      "ApiErrorsLeaking",
      "BusinessActiveUsersDropping",
      "BusinessHighTicketWaiting",
      "BusinessSignUpsStopped",
      "BusinessTicketsWaiting",
      "QualityAuditStale",
      "QualityCriticalVulnerabilityUnfixed",
      "QualityHighVulnerabilityUnfixed",
      "QualityReportStale",
      "WebAvailabilityLeaking",
    ],
  ),
  ...reasoned(
    "tells what is rare; the recorded faults happen in the busiest hours, when another alert tells them first",
    ["ApiErrorsForHour", "DatabaseOperationSlowForHour", "SecurityProviderFailingForHour"],
  ),
  ...reasoned("a figure of a report or of the data beyond its limit: nothing moves that a recording could show", [
    "BusinessAnnouncementsStale",
    "BusinessCriticalTicketWaiting",
    "BusinessSatisfactionLow",
    "QualityCoverageLow",
    "QualityLighthouseLow",
    "QualityPackagesOutdated",
    "QualitySecurityFindings",
    "QualityVulnerabilitiesFound",
  ]),
  ...reasoned("about the recorder of anomalies, which is not recorded; test/exporters/anomalies runs the real one", [
    "AnomalyCriticalToCeo",
    "AnomalyCriticalToCto",
    "AnomalyInfoToLead",
    "AnomalyInfoToLeadAgain",
    "AnomalyRecorderBehind",
    "AnomalyRecorderFailing",
    "AnomalyUnresolved",
    "AnomalyWarningToCto",
    "AnomalyWarningToDevops",
    "AnomalyWarningToLead",
  ]),
  ...reasoned(
    "about the monitoring's own programs: snapshots of the real ones stand for them in recordings, and do not fail in this way",
    [
      "MonitoringAlertmanagerUnreachable",
      "MonitoringClockSkew",
      "MonitoringJobTooLarge",
      "MonitoringRulesFailing",
      "MonitoringRulesLate",
      "MonitoringSeriesTooMany",
      "MonitoringStorageNearLimit",
    ],
  ),
  ...reasoned("the simulated platform cannot have this fault yet, beside the one of the same component that it has", [
    "BusinessFiguresStale",
    "BusinessRefreshFailing",
    "DatabaseConnectionsLow",
    "HostClockSkewed",
    "HostSmallDiskFilling",
    "ProcessDaemonGone",
    "ProcessEventLoopLagging",
    "ProcessMemoryHigh",
    "ProcessNotOnline",
    "ProcessRestartedByMemory",
  ]),
  ...reasoned("a metric itself goes wrong, as the matrix makes it do (docs/fault-coverage.md)", [
    "BusinessDataSurge",
    "DatabaseRestarted",
    "MonitoringApiFiguresImpossible",
    "MonitoringBusinessFiguresImpossible",
    "MonitoringHostFiguresImpossible",
    "MonitoringTargetUnsteady",
  ]),
  ...reasoned("the simulated database tells nothing of itself that would go wrong", [
    "DatabaseCacheDirty",
    "DatabaseQueueing",
    "DatabaseScansCollections",
  ]),
  ...reasoned("fires beside DatabaseDown, which the same fault tells, for what it explains only", ["DatabaseLost"]),
  ...reasoned("about the remediation, which is not recorded; test/exporters/remediation runs the real one", [
    "AnomalyHealed",
    "MonitoringHealedAgain",
    "MonitoringRemediationForbidden",
    "MonitoringRemediationGaveUp",
  ]),
  ...reasoned("fires when all is well", ["Watchdog"]),
};

function reasoned(why: string, alerts: readonly string[]): Record<string, string> {
  return Object.fromEntries(alerts.map((alert) => [alert, why]));
}
