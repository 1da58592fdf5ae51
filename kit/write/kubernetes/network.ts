import type { KubernetesSettings } from "../../config/kubernetes.ts";
import type { Environment } from "../../model/environment.ts";
import { type KubernetesObject, labelsOf, objectName, partOf } from "./object.ts";
import type { Workload } from "./workload.ts";

/** Pods, wherever they are, as policies name them. */
type Peers = readonly object[];

const tcp = (...ports: readonly number[]) => ports.map((port) => ({ protocol: "TCP", port }));
const inThisNamespace = (labels: Readonly<Record<string, string>>) => ({ podSelector: { matchLabels: labels } });
const namespaces = (names: readonly string[]): Peers =>
  names.map((name) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } }));
/** As the operator names the pods that it makes. */
const operated = (name: "prometheus" | "alertmanager") => ({ "app.kubernetes.io/name": name });

/** Nothing reaches anything, but who must: each pod what it asks, and is asked by whom it serves. */
export function networkObjects(
  environment: Environment,
  { readers }: KubernetesSettings,
  workloads: readonly Workload[],
): KubernetesObject[] {
  const { platform, config } = environment;
  const policy = (name: string, labels: Readonly<Record<string, string>>, spec: object): KubernetesObject => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: objectName(name), labels: labelsOf(platform, "network") },
    spec: { podSelector: { matchLabels: labels }, ...spec },
  });
  const ours = inThisNamespace(partOf(platform));
  const from = (peers: Peers, ...ports: readonly number[]) => ({ from: peers, ports: tcp(...ports) });
  const scraped = [...new Set(Object.values(config.jobs).flatMap((address) => (address ? [portOf(address)] : [])))];
  return [
    policy("nothing-else", {}, { policyTypes: ["Ingress", "Egress"] }),
    policy("names", partOf(platform), {
      policyTypes: ["Egress"],
      egress: [
        {
          to: namespaces(["kube-system"]),
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    }),
    policy("prometheus", operated("prometheus"), {
      policyTypes: ["Ingress", "Egress"],
      ingress: [from([ours, ...namespaces(readers)], 9090)],
      // What it scrapes and to whom it sends, wherever that is; the API server, which tells where the Alertmanagers are.
      egress: [
        { ports: tcp(...new Set([...scraped, ...sentTo(config), 443, 6443])) },
        { to: [ours], ports: tcp(9093) },
      ],
    }),
    policy("alertmanager", operated("alertmanager"), {
      policyTypes: ["Ingress", "Egress"],
      ingress: [from([ours, ...namespaces(readers)], 9093), { from: [ours], ports: gossip }],
      egress: [
        { ports: tcp(443, portOf(config.notifications.email.smarthost)) },
        { to: [ours], ports: gossip },
        ...recorderOf(environment).map((port) => ({ to: [ours], ports: tcp(port) })),
      ],
    }),
    ...workloads.map(({ name, listens, reaches }) =>
      policy(name, labelsOf(platform, name), {
        policyTypes: ["Ingress", "Egress"],
        ingress: [from([ours, ...namespaces(readers)], listens.port)],
        ...(reaches.length > 0 && { egress: [{ ports: tcp(...reaches) }] }),
      }),
    ),
  ];
}

/** Among themselves, Alertmanagers tell what they have told. */
const gossip = [
  { protocol: "TCP", port: 9094 },
  { protocol: "UDP", port: 9094 },
];

const portOf = (address: string) => Number(address.slice(address.lastIndexOf(":") + 1));

const sentTo = ({ prometheus }: Environment["config"]) =>
  Object.values(prometheus.remoteWrite).map(({ url }) => Number(new URL(url).port || 443));

/** Alertmanager tells the recorder what it tells people. */
function recorderOf({ platform, config }: Environment): number[] {
  const address = platform.recorder && config.jobs[platform.recorder.part];
  return address === undefined ? [] : [portOf(address)];
}
