import type { Environment } from "../model/environment.ts";
import { fastInterval } from "../model/job.ts";
import { isLogCount, type LogCount } from "../model/log-count.ts";
import { loginName } from "../model/login.ts";
import { countQuery } from "../model/logs-ql.ts";
import { generatedNotice, yaml } from "../yaml.ts";

/**
 * How every vmalert is started that counts lines.
 * @param files where it finds the rules, and the password of Prometheus
 */
export const logRulesArguments = (
  { jobs }: { readonly jobs: Readonly<Record<string, string | undefined>> },
  files: { readonly rules: string; readonly password: string },
): readonly string[] => [
  `-rule=${files.rules}`,
  `-datasource.url=http://${jobs.logs}`,
  `-remoteWrite.url=http://${jobs.prometheus}`,
  `-remoteWrite.basicAuth.username=${loginName}`,
  `-remoteWrite.basicAuth.passwordFile=${files.password}`,
  // It only counts. Prometheus decides by the counts, and tells one Alertmanager of all alerts.
  "-notifier.blackhole",
  // 30 seconds unless told: meant for samples that arrive late, it delays every message. A line that comes late is counted then.
  "-rule.evalDelay=0s",
  "-remoteWrite.flushInterval=1s",
  "-disableAlertgroupLabel",
];

/** The counts over logs that a platform declares. */
const logCountsIn = ({ platform }: Pick<Environment, "platform">): LogCount[] =>
  platform.parts.flatMap(({ metrics }) => metrics.filter(isLogCount));

/** The rules that vmalert evaluates over the log store: one a count, recorded in Prometheus under its name. */
export function logRulesFile(environment: Pick<Environment, "platform" | "config">): string {
  const rules = logCountsIn(environment).map((count) => ({
    record: count.name,
    expr: countQuery(count),
    labels: { job: count.job, instance: environment.config.host },
  }));
  // At the present moment: an aligned evaluation would look at the beginning of its interval. All at once: the line that is told must be
  // there as soon as the count of it, by which an alert fires.
  const group = { name: "logs", type: "vlogs", interval: fastInterval, eval_alignment: false, rules };
  return generatedNotice + yaml({ groups: [group] });
}
