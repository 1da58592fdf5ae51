import type { Environment } from "../../model/environment.ts";
import { dashboardFiles } from "../dashboards.ts";
import { dataSourceFile } from "../grafana.ts";
import { type KubernetesObject, labelsOf, objectName } from "./object.ts";

/**
 * The dashboards and the data source, an object each. Labelled as the companion of Grafana's chart finds them, in whatever namespace:
 * https://github.com/grafana/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards
 */
export function dashboardObjects(environment: Environment): KubernetesObject[] {
  const { platform } = environment;
  const labels = labelsOf(platform, "dashboards");
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      // Network policies say who reaches Prometheus there (network.ts).
      metadata: { name: "grafana-datasource", labels: { ...labels, grafana_datasource: "1" } },
      data: { [`${platform.name}.yaml`]: dataSourceFile(environment, {}) },
    },
    ...dashboardFiles(environment).map(([file, text]) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: objectName("dashboard", file.replace(/\.json$/, "")),
        labels: { ...labels, grafana_dashboard: "1" },
        annotations: { grafana_folder: platform.title },
      },
      data: { [file]: text },
    })),
  ];
}
