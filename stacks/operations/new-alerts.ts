import { apiAvailabilityBurning, apiErrorsBurning } from "../../alerts/objectives.ts";
import type { Config } from "../../config/load.ts";
import { promql, renderPromql } from "../../kit/model/promql.ts";
import { alerts } from "../../signals/metrics/alerts.ts";
import { prometheusIn } from "./ask.ts";
import type { Host } from "./host.ts";

const burning = [apiAvailabilityBurning, apiErrorsBurning].map(({ name }) => name).join("|");

/** What speaks against a version: everything critical, and an error budget that burns, at any level. */
const serious = ['severity="critical"', `alertname=~"${burning}"`].map((which) =>
  renderPromql(promql`${alerts.state.where('alertstate="firing"', which)}`, new Set()),
);

/**
 * The serious alerts that fire now and did not in the hour before: a Prometheus that has just been replaced begins with
 * none, and what comes back then is an older affair.
 * @param since seconds since 1970
 * @throws Mistakes when Prometheus does not answer
 */
export async function newAlerts(host: Host, config: Config, since: number): Promise<string[]> {
  const now = serious.join(" or ");
  const before = serious.map((selector) => `last_over_time(${selector}[1h] @ ${since.toFixed(3)})`).join(" or ");
  const query = `count by (alertname) ((${now}) unless on (alertname) (${before}))`;
  const found = await prometheusIn(host, config).query(query);
  return found.map(({ labels: { alertname = "" } }) => alertname);
}
