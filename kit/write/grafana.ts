import { usualInterval } from "../../signals/jobs.ts";
import type { Environment } from "../environment.ts";
import { provisionedSource } from "./dashboards.ts";
import { generatedNotice, yaml } from "./yaml.ts";

/** Grafana's data source: the environment's Prometheus. https://grafana.com/docs/grafana/latest/administration/provisioning/ */
export function dataSourceFile({ config }: Environment): string {
  return (
    generatedNotice +
    yaml({
      apiVersion: 1,
      datasources: [
        {
          ...provisionedSource,
          type: "prometheus",
          access: "proxy",
          url: `http://${config.jobs.prometheus}`,
          isDefault: true,
          // From it Grafana derives $__rate_interval, which must hold several scrapes.
          jsonData: { timeInterval: usualInterval, httpMethod: "POST" },
        },
      ],
    })
  );
}

/** Where Grafana finds the generated dashboards; they cannot be edited there, only here. */
export function dashboardProviderFile(): string {
  return (
    generatedNotice +
    yaml({
      apiVersion: 1,
      providers: [
        {
          name: "benevoclic",
          folder: "Benevoclic",
          type: "file",
          allowUiUpdates: false,
          options: { path: "/etc/grafana/benevoclic/current/dashboards" },
        },
      ],
    })
  );
}
