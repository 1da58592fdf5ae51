import { z } from "zod";
import { bytes, name, text } from "./forms.ts";

const release = text(
  /^[a-z0-9][a-z0-9._/:-]*:v\d+\.\d+\.\d+$/,
  "an image with its release, such as quay.io/x/y:v1.2.3",
);

/** What an environment says that wants to run in a cluster with the Prometheus operator (docs/kubernetes.md). */
export const kubernetesSchema = z.strictObject({
  namespace: name,
  /** Namespaces whose pods may ask Prometheus and Alertmanager: Grafana's, and that of what lets people in. */
  readers: z.array(name).default([]),
  prometheus: z.strictObject({ image: release, memory: bytes.default("1GiB") }),
  alertmanager: z.strictObject({ image: release, memory: bytes.default("128MiB") }),
});

export type KubernetesSettings = z.output<typeof kubernetesSchema>;
