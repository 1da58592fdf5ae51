import type { Environment } from "./environment.ts";
import { generatedNotice, yaml } from "./yaml.ts";

/** Grafana's data source: the environment's Prometheus. https://grafana.com/docs/grafana/latest/administration/provisioning/ */
export function dataSourceFile({ config }: Environment): string {
  return (
    generatedNotice +
    yaml({
      apiVersion: 1,
      datasources: [
        {
          uid: "benevoclic-prometheus",
          name: "Prometheus",
          type: "prometheus",
          access: "proxy",
          url: `http://${config.jobs.prometheus}`,
          isDefault: true,
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
