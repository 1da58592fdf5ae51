import type { Platform } from "../../platform.ts";
import { generatedNotice, yaml } from "../../yaml.ts";

/**
 * An object of the Kubernetes API. Plain, not typed by a package: the one that is kept up (`@kubernetes-models`) asks for Node 22, its
 * last release for Node 20 knows the operator's kinds of years ago, and neither refuses unknown keys. A real API server does
 * (kit/lab/kubernetes).
 */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [content: string]: unknown;
}

/** Kinds of the Prometheus operator. https://prometheus-operator.dev/docs/api-reference/api/ */
export const operator = { v1: "monitoring.coreos.com/v1", v1alpha1: "monitoring.coreos.com/v1alpha1" } as const;

/** On all objects and pods of a platform: by it the operator finds what belongs together, and pods may reach each other. */
export const partOf = ({ name }: Pick<Platform, "name">) => ({ "app.kubernetes.io/part-of": name });

/** The usual labels of a thing of a platform. https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export const labelsOf = (platform: Pick<Platform, "name">, thing: string) => ({
  "app.kubernetes.io/name": thing,
  ...partOf(platform),
});

/** An object's file. */
export const objectFile = (...objects: readonly KubernetesObject[]): string =>
  generatedNotice + objects.map(yaml).join("---\n");

/** `1GiB` as Kubernetes writes it, `1Gi`. */
export const quantity = (size: string): string => size.replace(/B$/, "");

/** A part of Kubernetes' names: at most 63 lower-case letters, digits and dashes. */
export const objectName = (...parts: readonly string[]): string =>
  parts
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 63)
    .replace(/-+$/, "");
