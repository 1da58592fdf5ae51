import { z } from "zod";
import { bytes, name, text } from "./forms.ts";

const image = text(/^[a-z0-9][a-z0-9._/:-]*:[\w.-]+$/, "an image with its tag, such as quay.io/x/y:v1.2.3");

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
  /** The services of parts that run there as well, by name; every other runs elsewhere, or not at all. */
  services: z
    .record(
      name,
      z.strictObject({
        image,
        /** As its part declares it, unless told. */
        memory: bytes.optional(),
        /** TCP ports on which it asks others, wherever they are; it reaches nothing else. */
        reaches: z.array(z.int().min(1).max(65535)).default([]),
      }),
    )
    .default({}),
});

export type KubernetesSettings = z.output<typeof kubernetesSchema>;
