import { loadConfig } from "../../../../config/load.ts";
import { shopInCluster } from "../../../../examples/shop-cluster/platform.ts";
import { kubernetesSchema } from "../../../../kit/config/kubernetes.ts";
import { environmentOf } from "../../../../kit/environment.ts";
import type { Environment } from "../../../../kit/model/environment.ts";
import { filesOf, type GeneratedFiles } from "../../../../kit/write/files.ts";
import type { KubernetesObject } from "../../../../kit/write/kubernetes/object.ts";
import { yamlDocuments } from "../../../../kit/yaml.ts";
import { benevoclic } from "../../../../platform.ts";

interface InCluster {
  readonly environment: Environment;
  readonly files: GeneratedFiles;
  /** Of the base. */
  readonly objects: readonly KubernetesObject[];
}

function inCluster(environment: Environment): InCluster {
  const files = filesOf(environment);
  const objects = [...files].flatMap(([file, text]) => (isBase(file) ? objectsIn(text) : []));
  return { environment, files, objects };
}

const isBase = (file: string) => file.startsWith("kubernetes/base/") && !file.endsWith("/kustomization.yaml");

export const objectsIn = (text: string): KubernetesObject[] => yamlDocuments(text) as KubernetesObject[];

const production = loadConfig("production");
const cluster = shopInCluster.environments.load("cluster");

/** What of Benevoclic's own programs runs in a cluster. */
const services = {
  grafana: { image: "docker.io/grafana/grafana:12.1.0", reaches: [9090] },
  "blackbox-exporter": { image: "quay.io/prometheus/blackbox-exporter:v0.28.0", reaches: [443] },
  "business-exporter": { image: "ghcr.io/benevoclic/exporters:1.0.0", reaches: [27017] },
  "anomaly-recorder": { image: "ghcr.io/benevoclic/exporters:1.0.0", reaches: [443, 9090, 9093] },
};

/** Both platforms, each as its environment in a cluster. */
export const inClusters: Readonly<Record<"shop" | "benevoclic", InCluster>> = {
  shop: inCluster(environmentOf(shopInCluster, cluster)),
  benevoclic: inCluster(
    environmentOf(benevoclic, {
      ...production,
      kubernetes: kubernetesSchema.parse({ ...cluster.kubernetes, services }),
    }),
  ),
};

export const ofKind = ({ objects }: InCluster, kind: string): KubernetesObject[] =>
  objects.filter((object) => object.kind === kind);
