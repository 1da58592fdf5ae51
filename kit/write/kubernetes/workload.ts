import { createHash } from "node:crypto";
import type { Environment } from "../../model/environment.ts";
import { bundleOf, type Container } from "../../model/service.ts";
import type { Platform } from "../../platform.ts";
import { alertmanagerSecrets } from "../alertmanager.ts";
import { containerSecurity, podSecurity, resources } from "./hardening.ts";
import { type KubernetesObject, labelsOf, objectName, quantity } from "./object.ts";

type Files = ReadonlyMap<string, string>;

/** The service of a part, as it runs in a cluster. */
export interface Workload extends Container {
  readonly name: string;
  readonly image: string;
  readonly memory: string;
  /** TCP ports on which it asks others. */
  readonly reaches: readonly number[];
}

/** What an environment wants to run in its cluster, beside what the operator runs; kit/judge/kubernetes.ts has seen its names. */
export function workloadsOf({ platform, config }: Environment): Workload[] {
  const wanted = config.kubernetes?.services ?? {};
  const known = { alertmanagerSecrets: alertmanagerSecrets(platform, config) };
  return platform.parts.flatMap(({ name: job, service }) => {
    const asked = wanted[service?.name ?? ""];
    if (service === undefined || asked === undefined) return [];
    const { name, program, memory, container } = service;
    // Its part's own schema has read them.
    const settings = (config as object as Readonly<Record<string, never>>)[job] as never;
    const running = container(config as never, { ...known, settings });
    const command = [...(program === undefined ? [] : [bundleOf(program)]), ...running.command];
    return [{ ...running, command, name, image: asked.image, memory: asked.memory ?? memory, reaches: asked.reaches }];
  });
}

const probeEvery = 5;

/** A program of ours or of others: never two at once, because two would count everything twice. */
export function workloadObjects(platform: Platform, workload: Workload, files: Files): KubernetesObject[] {
  const { name, data, stopSeconds, user } = workload;
  const { port } = workload.listens;
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
    ...(configuration === undefined
      ? []
      : objectsFor(name, configuration).map(({ object, files: some }) => ({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { ...metadata, name: object },
          data: dataOf(some),
        }))),
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
            ...(configuration && { annotations: { "checksum/configuration": fingerprint([...configuration]) } }),
          },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurity(user),
            terminationGracePeriodSeconds: stopSeconds,
            // The pod's first process then hears of the end of whatever a program leaves behind, which would count for ever.
            shareProcessNamespace: true,
            containers: [containerOf(workload)],
            volumes: volumesOf(workload, configuration).map(({ volume }) => volume),
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

function containerOf(workload: Workload): object {
  const { name, image, command, environment, listens, healthPath, startSeconds, memory } = workload;
  const asked = { httpGet: { path: healthPath, port: "http" }, periodSeconds: probeEvery, timeoutSeconds: probeEvery };
  return {
    name,
    image,
    ...(command.length > 0 && { args: command }),
    ...(environment && { env: Object.entries(environment).map(([name, value]) => ({ name, value })) }),
    ports: [{ name: "http", containerPort: listens.port }],
    securityContext: containerSecurity,
    resources: resources(quantity(memory)),
    startupProbe: { ...asked, failureThreshold: Math.ceil(startSeconds / probeEvery) },
    livenessProbe: { ...asked, failureThreshold: 6 },
    readinessProbe: asked,
    volumeMounts: volumesOf(workload).map(({ mount }) => mount),
  };
}

function volumesOf(
  { name, data, scratch, configuration, secrets }: Workload,
  files: Files = new Map(),
): { volume: object; mount: object }[] {
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
            volume: { name: "configuration", ...mountedFrom(name, files) },
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
                items: secrets.files.map((file) => ({ key: file.name, path: file.name })),
              },
            },
            mount: { name: "secrets", mountPath: secrets.at, readOnly: true },
          },
        ]),
  ];
}

/** The object with a workload's secret files, which people make. */
export const secretsOf = (workload: string): string => objectName(workload, "secrets");

/** Its files by the keys of a ConfigMap, which has no directories. */
function configurationOf({ configuration }: Workload, files: Files): ReadonlyMap<string, string> | undefined {
  if (configuration === undefined) return undefined;
  const below = `${configuration.directory}/`;
  const without = configuration.without === undefined ? undefined : below + configuration.without;
  return new Map(
    [...files]
      .filter(([file]) => file.startsWith(below) && !(without !== undefined && file.startsWith(without)))
      .map(([file, text]) => [file.slice(below.length), text]),
  );
}

/** In characters: an object holds 1 MiB, its escapes and its head included. */
const fitsIn = 700_000;

/** The objects that hold a workload's files: one, and as many more as they need. */
function objectsFor(name: string, files: Files): { object: string; files: Files }[] {
  const parts: Map<string, string>[] = [new Map()];
  let size = 0;
  for (const [file, text] of files) {
    size += JSON.stringify(text).length;
    if (size > fitsIn && parts.at(-1)?.size !== 0) {
      parts.push(new Map());
      size = JSON.stringify(text).length;
    }
    parts.at(-1)?.set(file, text);
  }
  return parts.map((some, index) => ({ object: index === 0 ? name : `${name}-${index + 1}`, files: some }));
}

/** As one directory, whatever the objects. */
function mountedFrom(name: string, files: Files): object {
  const sources = objectsFor(name, files).map(({ object, files: some }) => ({
    configMap: { name: object, items: [...some.keys()].map((file) => ({ key: keyOf(file), path: file })) },
  }));
  const [first, ...others] = sources;
  return others.length === 0 ? { ...first } : { projected: { sources } };
}

const dataOf = (configuration: Files) =>
  Object.fromEntries([...configuration].map(([file, text]) => [keyOf(file), text]));

const keyOf = (file: string) => file.replaceAll("/", "..");

const fingerprint = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
