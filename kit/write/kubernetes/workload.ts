import { createHash } from "node:crypto";
import type { Workload } from "../../model/workload.ts";
import type { Platform } from "../../platform.ts";
import { containerSecurity, podSecurity, resources } from "./hardening.ts";
import { type KubernetesObject, labelsOf, objectName, quantity } from "./object.ts";

type Files = ReadonlyMap<string, string>;

const probeEvery = 5;

/** A program of ours or of others: never two at once, because two would count everything twice. */
export function workloadObjects(platform: Platform, workload: Workload, files: Files): KubernetesObject[] {
  const { name, port, data, stopSeconds, user } = workload;
  const labels = labelsOf(platform, name);
  const metadata = { name, labels };
  const configuration = configurationOf(workload, files);
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: labels, ports: [{ name: "http", port, targetPort: "http" }] },
    },
    ...(data === undefined
      ? []
      : [
          {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            metadata,
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ]),
    ...(configuration === undefined ? [] : [{ apiVersion: "v1", kind: "ConfigMap", metadata, data: configuration }]),
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels,
            // Started anew when what it reads has changed.
            ...(configuration && { annotations: { "checksum/configuration": fingerprint(configuration) } }),
          },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurity(user),
            terminationGracePeriodSeconds: stopSeconds,
            containers: [container(workload)],
            volumes: volumesOf(workload).map(({ volume }) => volume),
          },
        },
      },
    },
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata,
      // It stands alone: whoever empties a machine may move it, and never waits for it.
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    },
  ];
}

function container(workload: Workload): object {
  const { name, image, command, environment, port, healthPath, startSeconds, memory } = workload;
  const asked = { httpGet: { path: healthPath, port: "http" }, periodSeconds: probeEvery, timeoutSeconds: probeEvery };
  return {
    name,
    image,
    ...(command.length > 0 && { args: command }),
    ...(environment && { env: Object.entries(environment).map(([name, value]) => ({ name, value })) }),
    ports: [{ name: "http", containerPort: port }],
    securityContext: containerSecurity,
    resources: resources(quantity(memory)),
    startupProbe: { ...asked, failureThreshold: Math.ceil(startSeconds / probeEvery) },
    livenessProbe: { ...asked, failureThreshold: 6 },
    readinessProbe: asked,
    volumeMounts: volumesOf(workload).map(({ mount }) => mount),
  };
}

function volumesOf({ name, data, scratch, configuration, secrets }: Workload): { volume: object; mount: object }[] {
  return [
    ...(data === undefined
      ? []
      : [
          {
            volume: { name: "data", persistentVolumeClaim: { claimName: name } },
            mount: { name: "data", mountPath: data },
          },
        ]),
    ...(scratch === undefined
      ? []
      : [
          {
            volume: { name: "scratch", emptyDir: { medium: "Memory", sizeLimit: `${scratch.megabytes}Mi` } },
            mount: { name: "scratch", mountPath: scratch.at },
          },
        ]),
    ...(configuration === undefined
      ? []
      : [
          {
            volume: { name: "configuration", configMap: { name } },
            mount: { name: "configuration", mountPath: `${configuration.at}/current`, readOnly: true },
          },
        ]),
    ...(secrets === undefined
      ? []
      : [
          {
            // Of its files no more than it reads, and for its group alone.
            volume: {
              name: "secrets",
              secret: {
                secretName: secretsOf(name),
                defaultMode: 0o440,
                items: secrets.files.map((file) => ({ key: file, path: file })),
              },
            },
            mount: { name: "secrets", mountPath: secrets.at, readOnly: true },
          },
        ]),
  ];
}

/** The object with a workload's secret files, which people make. */
export const secretsOf = (workload: string): string => objectName(workload, "secrets");

function configurationOf({ configuration }: Workload, files: Files): Record<string, string> | undefined {
  if (configuration === undefined) return undefined;
  const below = `${configuration.directory}/`;
  return Object.fromEntries(
    [...files].filter(([file]) => file.startsWith(below)).map(([file, text]) => [file.slice(below.length), text]),
  );
}

const fingerprint = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
