import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { obtainParts } from "../../../../kit/lab/parts/obtain.ts";
import { onPath } from "../../../../kit/lab/parts/programs.ts";
import { settling } from "../../../../kit/write/alertmanager.ts";
import type { KubernetesObject } from "../../../../kit/write/kubernetes/object.ts";
import { forgetDirectories, written } from "../../programs.ts";
import { inClusters, objectsIn, ofKind } from "./objects.ts";

afterAll(forgetDirectories);

type Labels = Readonly<Record<string, string>>;
interface Pod {
  readonly name: string;
  readonly labels: Labels;
  readonly securityContext: object;
}
interface Container {
  readonly resources: { readonly limits: object };
}
interface PodSpec {
  readonly securityContext: object;
  readonly automountServiceAccountToken: boolean;
  readonly containers: readonly Container[];
}
const specOf = <Spec>(object: KubernetesObject) => object.spec as Spec;

const { shop, benevoclic } = inClusters;
const deployments = ofKind(benevoclic, "Deployment").map(
  (object) => specOf<{ template: { metadata: { labels: Labels }; spec: PodSpec } }>(object).template,
);
/** The operator's pods carry these: https://prometheus-operator.dev/docs/ (StatefulSets of Prometheus and Alertmanager). */
const operated = (["Prometheus", "Alertmanager"] as const).flatMap((kind) =>
  ofKind(benevoclic, kind).map((object): Pod => {
    const { podMetadata, securityContext } = specOf<{ podMetadata: { labels: Labels }; securityContext: object }>(
      object,
    );
    const own = kind.toLowerCase();
    const labels = { ...podMetadata.labels, "app.kubernetes.io/name": own, [own]: object.metadata.name };
    return { name: own, labels, securityContext };
  }),
);
const pods: readonly Pod[] = [
  ...operated,
  ...deployments.map(({ metadata, spec }) => ({
    name: metadata.labels["app.kubernetes.io/name"] ?? "",
    labels: metadata.labels,
    securityContext: spec.securityContext,
  })),
];

const selects = (selector: Labels, labels: Labels) =>
  Object.entries(selector).every(([label, value]) => labels[label] === value);

it("the pods are Prometheus, Alertmanager and the workloads", () => {
  expect(pods.map(({ name }) => name).sort()).toEqual([
    "alertmanager",
    "anomaly-recorder",
    "blackbox-exporter",
    "business-exporter",
    "grafana",
    "prometheus",
  ]);
});

describe.each(pods.map((pod) => [pod.name, pod] as const))("the pod of %s", (name, { labels, securityContext }) => {
  it("runs as nobody who is root, with the runtime's own filter of system calls", () => {
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect((securityContext as { runAsUser: number }).runAsUser).toBeGreaterThan(0);
  });

  it("may be moved, one replica at a time", () => {
    interface Budget {
      readonly maxUnavailable: number;
      readonly selector: { readonly matchLabels: Labels };
    }
    const budgets = ofKind(benevoclic, "PodDisruptionBudget").map((object) => specOf<Budget>(object));
    const own = budgets.filter(({ selector }) => selects(selector.matchLabels, labels));
    expect(own.map(({ maxUnavailable }) => maxUnavailable)).toEqual([1]);
  });

  it("is reached by those alone whom a policy of its own names, and reaches named ports alone", () => {
    interface Policy {
      readonly podSelector: { readonly matchLabels: Labels };
      readonly policyTypes: readonly string[];
      readonly ingress?: readonly { readonly from: readonly object[]; readonly ports: readonly object[] }[];
      readonly egress?: readonly { readonly ports: readonly object[] }[];
    }
    const all = ofKind(benevoclic, "NetworkPolicy").map((object) => specOf<Policy>(object));
    expect(all.find(({ podSelector }) => Object.keys(podSelector.matchLabels).length === 0)).toEqual({
      podSelector: { matchLabels: {} },
      policyTypes: ["Ingress", "Egress"],
    });
    const own = all.filter(({ podSelector }) => podSelector.matchLabels["app.kubernetes.io/name"] === name);
    expect(own).toHaveLength(1);
    for (const { podSelector, ingress, egress } of own) {
      expect(selects(podSelector.matchLabels, labels)).toBe(true);
      expect(ingress?.length).toBeGreaterThan(0);
      for (const { from, ports } of ingress ?? []) {
        expect(from.length).toBeGreaterThan(0);
        expect(ports.length).toBeGreaterThan(0);
      }
      for (const { ports } of egress ?? []) expect(ports.length).toBeGreaterThan(0);
    }
  });
});

it("a workload's container writes nowhere, gains nothing, knows no token and has an end to its memory", () => {
  for (const { spec } of deployments) {
    expect(spec.automountServiceAccountToken).toBe(false);
    for (const container of spec.containers) {
      expect(container).toMatchObject({
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      });
      expect(container.resources.limits).toEqual({ cpu: "1", memory: expect.stringMatching(/^\d+Mi$/) });
    }
  }
});

it("a workload reads its configuration and its secrets where it does on a single host", () => {
  const of = (name: string) => ofKind(benevoclic, "Deployment").find(({ metadata }) => metadata.name === name);
  const mounts = (name: string) =>
    specOf<{ template: { spec: { containers: [{ volumeMounts: object[] }] } } }>(of(name) as KubernetesObject).template
      .spec.containers[0].volumeMounts;
  expect(mounts("business-exporter")).toEqual([
    { name: "secrets", mountPath: "/run/secrets/business-exporter", readOnly: true },
  ]);
  expect(mounts("grafana")).toContainEqual({
    name: "configuration",
    mountPath: "/etc/grafana/benevoclic/current",
    readOnly: true,
  });
  const map = ofKind(benevoclic, "ConfigMap").find(({ metadata }) => metadata.name === "grafana");
  for (const key of Object.keys(map?.data as object)) expect(key).toMatch(/^[-._a-zA-Z0-9]+$/);
});

const [kubectl] = onPath(["kubectl"]);
describe.skipIf(kubectl === undefined)("laid over by kustomize (skipped without kubectl)", () => {
  const build = (folder: string) => {
    const kubernetes = [...shop.files].filter(([file]) => file.startsWith("kubernetes/"));
    const directory = path.join(written(new Map(kubernetes)), "kubernetes", folder);
    return objectsIn(execFileSync(kubectl ?? "", ["kustomize", directory], { encoding: "utf8" }));
  };
  const named = (objects: readonly KubernetesObject[]) =>
    objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
  const replicas = (objects: readonly KubernetesObject[]) =>
    objects
      .filter(({ kind }) => kind === "Prometheus" || kind === "Alertmanager")
      .map((object) => [object.kind, specOf<{ replicas: number }>(object).replicas]);

  it("the base is all that is generated, in its namespace", () => {
    const base = build("base");
    expect(named(base)).toEqual(named(shop.objects));
    const elsewhere = base.filter(
      ({ kind, metadata }) => kind !== "Namespace" && metadataOf(metadata) !== "shop-monitoring",
    );
    expect(elsewhere).toEqual([]);
    expect(replicas(base)).toEqual(expect.arrayContaining([["Prometheus", 1]]));
  });

  it("replicated, there are two of Prometheus, three of Alertmanager, and each of these is watched", () => {
    const replicated = build("overlays/replicated");
    expect(replicas(replicated).sort()).toEqual([
      ["Alertmanager", 3],
      ["Prometheus", 2],
    ]);
    const watched = replicated
      .filter(({ kind }) => kind === "ScrapeConfig")
      .map((object) => specOf<{ jobName: string; staticConfigs: [{ targets: string[] }] }>(object))
      .flatMap(({ jobName, staticConfigs: [{ targets }] }) => (jobName === "alertmanager" ? targets : []));
    expect(watched.sort()).toEqual(
      [0, 1, 2].map((replica) => `alertmanager-shop-${replica}.alertmanager-operated:9093`),
    );
  });

  it("replicated, an Alertmanager that comes back waits briefly for the others, and takes its arguments", async () => {
    const argumentsIn = (folder: string) =>
      build(folder)
        .filter(({ kind }) => kind === "Alertmanager")
        .flatMap((object) => specOf<{ additionalArgs: { name: string; value: string }[] }>(object).additionalArgs)
        .map(({ name, value }) => `--${name}=${value}`);
    const replicated = argumentsIn("overlays/replicated");
    expect(replicated).toEqual([...argumentsIn("base"), `--${settling.name}=${settling.value}`]);
    const { alertmanager } = await obtainParts({ names: ["alertmanager"] });
    const options = { cwd: alertmanager.cwd, stdio: "pipe" } as const;
    const taken = (...args: string[]) => execFileSync(alertmanager.command, [...args, "--version"], options);
    expect(() => taken(...replicated)).not.toThrow();
    expect(() => taken(...replicated, "--cluster.settle-timeouts=2s")).toThrow();
  });

  it("on trial, nothing asks for a disk", () => {
    const trial = build("overlays/trial");
    for (const object of trial.filter(({ kind }) => kind === "Prometheus" || kind === "Alertmanager"))
      expect(object.spec).not.toHaveProperty("storage");
  });
});

const metadataOf = (metadata: object) => (metadata as { namespace?: string }).namespace;
