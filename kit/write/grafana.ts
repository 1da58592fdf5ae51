import type { Environment } from "../model/environment.ts";
import { usualInterval } from "../model/job.ts";
import { loginName, passwords } from "../model/login.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { provisionedSource } from "./dashboards.ts";
import { tracesSource } from "./traces-source.ts";

/** What opens Prometheus: Grafana's own way to a file's content. https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#file-provider */
const dataSourceLogin: object = {
  basicAuth: true,
  basicAuthUser: loginName,
  secureJsonData: { basicAuthPassword: `$__file{/run/secrets/grafana/${passwords.prometheus.name}}` },
};

/**
 * Grafana's data source: the environment's Prometheus.
 * https://grafana.com/docs/grafana/latest/administration/provisioning/
 * @param login what it shows to Prometheus; none where other means keep strangers away
 */
export function dataSourceFile({ platform, config }: Environment, login: object = dataSourceLogin): string {
  const traces = tracesSource(platform, config);
  return (
    generatedNotice +
    yaml({
      apiVersion: 1,
      datasources: [
        {
          ...provisionedSource(platform),
          type: "prometheus",
          access: "proxy",
          url: `http://${config.jobs.prometheus}`,
          ...login,
          isDefault: true,
          // From it Grafana derives $__rate_interval, which must hold several scrapes.
          jsonData: {
            ...{ timeInterval: usualInterval, httpMethod: "POST" },
            // A point beside a latency leads to its trace.
            ...(traces && { exemplarTraceIdDestinations: [{ name: "trace_id", datasourceUid: traces }] }),
          },
        },
      ],
    })
  );
}

/** Where Grafana finds the generated dashboards; they cannot be edited there, only here. */
export function dashboardProviderFile({ platform }: Environment): string {
  return (
    generatedNotice +
    yaml({
      apiVersion: 1,
      providers: [
        {
          name: platform.name,
          folder: platform.title,
          type: "file",
          allowUiUpdates: false,
          options: { path: `/etc/grafana/${platform.name}/current/dashboards` },
        },
      ],
    })
  );
}
