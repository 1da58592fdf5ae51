import { templateFile } from "../channels/templates.ts";
import type { Environment } from "../model/environment.ts";
import { healingsOf } from "../model/healing.ts";
import { alertmanagerFile, amtoolFile } from "./alertmanager.ts";
import { blackboxFile } from "./blackbox.ts";
import { collectorFile } from "./collector.ts";
import { dashboardFiles } from "./dashboards.ts";
import { dashboardProviderFile, dataSourceFile } from "./grafana.ts";
import { kubernetesFiles } from "./kubernetes/files.ts";
import { linesInGrafana } from "./lines-in-grafana.ts";
import { logRulesFile } from "./log-rules.ts";
import { onCallFile } from "./on-call.ts";
import { prometheusFile } from "./prometheus.ts";
import { remediesFile, remediesPath } from "./remedies.ts";
import { remedyGroup, remedyRuleFile, remedyRuleTests } from "./remedy-rules.ts";
import { replicatedFiles } from "./replicated/files.ts";
import { routesTable } from "./routes-table.ts";
import { ruleTestFiles } from "./rule-tests.ts";
import { domainsWithRules, ruleFile } from "./rules.ts";
import { notificationGroup, notificationRuleTests, ruleFileOfAlerts } from "./rules-of-alerts.ts";
import { runbook } from "./runbooks.ts";
import { traceStoreFile } from "./trace-store.ts";
import { tracesInGrafana } from "./traces-in-grafana.ts";

/** A path relative to `generated/<environment>/`, and its whole content. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** Everything that is generated for an environment (design: where output goes), in the order of its paths. */
export function filesOf(environment: Environment): GeneratedFiles {
  const onCall = onCallFile(environment);
  const files: [string, string][] = [
    ["prometheus/prometheus.yml", prometheusFile(environment)],
    ...domainsWithRules(environment).flatMap((domain): [string, string][] => [
      [`prometheus/rules/${domain}.yml`, ruleFile(environment, domain)],
      ...ruleTestFiles(environment, domain).map(([file, text]): [string, string] => [`prometheus/tests/${file}`, text]),
    ]),
    [`prometheus/rules/${notificationGroup}.yml`, ruleFileOfAlerts(environment)],
    ...notificationRuleTests(environment).map(([file, text]): [string, string] => [`prometheus/tests/${file}`, text]),
    ...(healingsOf(environment).length > 0
      ? ([
          [`prometheus/rules/${remedyGroup}.yml`, remedyRuleFile(environment)],
          [`prometheus/tests/${remedyGroup}.yml`, remedyRuleTests(environment)],
          [remediesPath, remediesFile(environment)],
        ] as [string, string][])
      : []),
    ["routes.md", routesTable(environment)],
    ...(onCall === undefined ? [] : [["on-call.md", onCall] as [string, string]]),
    ["alertmanager/alertmanager.yml", alertmanagerFile(environment)],
    ["alertmanager/amtool.yml", amtoolFile(environment)],
    [`alertmanager/templates/${environment.platform.name}.tmpl`, templateFile(environment)],
    ...logFiles(environment),
    ...traceFiles(environment),
    ["blackbox/blackbox.yml", blackboxFile(environment)],
    ["grafana/provisioning/datasources/prometheus.yml", dataSourceFile(environment)],
    [`grafana/provisioning/dashboards/${environment.platform.name}.yml`, dashboardProviderFile(environment)],
    ...dashboardFiles(environment).map(([file, text]): [string, string] => [`grafana/dashboards/${file}`, text]),
    ...environment.alerts.map((declared): [string, string] => [
      `runbooks/${declared.alert.name}.md`,
      runbook(environment, declared),
    ]),
  ];
  const single = new Map(files);
  const all = [...files, ...kubernetesFiles(environment, single), ...replicatedFiles(environment, single)];
  return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What collects and counts lines, in an environment that has all of it. */
function logFiles(environment: Environment): [string, string][] {
  const { platform, config } = environment;
  if (platform.logs === undefined) return [];
  const { collector, store, rules } = platform.logs.parts;
  const [metrics, kept] = [config.jobs[collector], config.jobs[store]];
  if (metrics === undefined || kept === undefined || config.jobs[rules] === undefined) return [];
  return [
    [`${collector}/collector.yml`, collectorFile(environment, platform.logs, { store: kept, metrics })],
    [`${rules}/counts.yml`, logRulesFile(environment)],
    ...linesInGrafana(environment, kept).map(([file, content]): [string, string] => [`grafana/${file}`, content]),
  ];
}

/** What keeps traces, in an environment that has it. */
function traceFiles(environment: Environment): [string, string][] {
  const { traces } = environment.platform;
  const metrics = environment.config.jobs[traces?.parts.store ?? ""];
  if (traces === undefined || metrics === undefined) return [];
  const { query } = traces.store(environment.config);
  return [
    [`${traces.parts.store}/jaeger.yml`, traceStoreFile(environment, traces, metrics)],
    ["grafana/provisioning/datasources/traces.yml", tracesInGrafana(environment, query)],
  ];
}
