import type { Environment } from "../../model/environment.ts";
import { generatedNotice, yaml } from "../../yaml.ts";
import { alertmanagerSecrets, settling } from "../alertmanager.ts";
import { alertmanagerObjects, alertmanagerPod, secretsObject } from "./alertmanager.ts";
import { dashboardObjects } from "./dashboards.ts";
import { networkObjects } from "./network.ts";
import { type KubernetesObject, labelsOf, objectFile, objectName, operator, partOf } from "./object.ts";
import { prometheusObjects } from "./prometheus.ts";
import { ruleObjects } from "./rules.ts";
import { scrapeObjects } from "./scraping.ts";
import { secretsOf, workloadObjects, workloadsOf } from "./workload.ts";

/**
 * The same environment for a cluster with the Prometheus operator, where it asks for it: one base that runs as it stands, one replica of
 * everything, and what is laid over it. https://kubectl.docs.kubernetes.io/references/kustomize/
 * @param files what is generated for a single host: some of it is mounted as it is
 */
export function kubernetesFiles(environment: Environment, files: ReadonlyMap<string, string>): [string, string][] {
  const settings = environment.config.kubernetes;
  if (settings === undefined) return [];
  const { platform, config } = environment;
  const { namespace } = settings;
  const workloads = workloadsOf(environment);
  const base: [string, string][] = [
    ["namespace.yaml", objectFile(namespaceObject(environment, namespace))],
    ...ruleObjects(platform, files).map(one("rules")),
    ...scrapeObjects(environment).map(one("scraping")),
    ["prometheus.yaml", objectFile(...prometheusObjects(environment, settings), budget(environment, "prometheus"))],
    [
      "alertmanager.yaml",
      objectFile(...alertmanagerObjects(environment, settings), budget(environment, "alertmanager")),
    ],
    ...dashboardObjects(environment).map(one("dashboards")),
    ...workloads.map((workload): [string, string] => [
      `workloads/${workload.name}.yaml`,
      objectFile(...workloadObjects(platform, workload, files)),
    ]),
    ["network.yaml", objectFile(...networkObjects(environment, settings, workloads))],
  ];
  const secrets = [
    { name: secretsObject, files: alertmanagerSecrets(platform, config).map(({ name }) => name) },
    ...Object.entries(config.prometheus.remoteWrite).flatMap(([name, { login }]) =>
      login === "none"
        ? []
        : [{ name: `remote-write-${name}`, files: login === "token" ? ["token"] : ["username", "password"] }],
    ),
    ...workloads.flatMap(({ name, secrets }) =>
      secrets ? [{ name: secretsOf(name), files: secrets.files.map((file) => file.name) }] : [],
    ),
  ];
  const kustomization = (content: object, notice = "") =>
    `${generatedNotice}${notice}${yaml({ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", ...content })}`;
  const paths = base.map(([file]) => file).sort();
  return [
    ...base.map(([file, text]): [string, string] => [`base/${file}`, text]),
    ["base/kustomization.yaml", kustomization({ namespace, resources: paths }, secretsToMake(namespace, secrets))],
    ["overlays/trial/kustomization.yaml", kustomization({ resources: ["../../base"], patches: withoutVolumes() })],
    ["overlays/replicated/scraping.yaml", objectFile(...otherReplicas(environment))],
    [
      "overlays/replicated/kustomization.yaml",
      kustomization({ namespace, resources: ["../../base", "scraping.yaml"], patches: replicas() }),
    ],
  ].map(([file, text]): [string, string] => [`kubernetes/${file}`, text as string]);
}

const one =
  (folder: string) =>
  (object: KubernetesObject): [string, string] => [
    `${folder}/${object.metadata.name.replace(/^(rules|dashboard)-/, "")}.yaml`,
    objectFile(object),
  ];

/** No pod runs in it that asks for more rights than ours. */
const namespaceObject = ({ platform }: Environment, namespace: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: namespace, labels: { ...partOf(platform), "pod-security.kubernetes.io/enforce": "restricted" } },
});

/** Of several replicas, one at a time may be moved. */
const budget = ({ platform }: Environment, name: "prometheus" | "alertmanager"): KubernetesObject => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name, labels: labelsOf(platform, name) },
  spec: { maxUnavailable: 1, selector: { matchLabels: { [name]: platform.name } } },
});

/** The objects that nobody generates, as what makes them: their values are people's. */
function secretsToMake(namespace: string, secrets: readonly { name: string; files: readonly string[] }[]): string {
  const lines = secrets.map(
    ({ name, files }) =>
      `#   kubectl -n ${namespace} create secret generic ${name} ${files.map((file) => `--from-file=${file}`).join(" ")}\n`,
  );
  return `# The secrets that it reads, a file of your own each:\n${lines.join("")}`;
}

const kinds = ["Prometheus", "Alertmanager"] as const;
const operated = (kind: (typeof kinds)[number], ...operations: readonly object[]) => ({
  target: { group: operator.v1.split("/")[0], kind },
  patch: yaml(operations),
});

/** For a cluster that is thrown away: what is stored goes with the pod. */
const withoutVolumes = () => kinds.map((kind) => operated(kind, { op: "remove", path: "/spec/storage" }));

/** Prometheus twice, each of which scrapes and evaluates everything; three Alertmanagers, which tell each other what they told. */
const counts = { Prometheus: 2, Alertmanager: 3 } as const;
const replicas = () => [
  ...kinds.map((kind) => operated(kind, { op: "replace", path: "/spec/replicas", value: counts[kind] })),
  // The operator's own key for the wait between them is `clusterPeerTimeout`, whose 15 s stay; for this one it has none.
  operated("Alertmanager", { op: "add", path: "/spec/additionalArgs/-", value: settling }),
];

/** The further Alertmanagers are watched as well, each under a name of its own. */
function otherReplicas({ platform, config }: Environment): KubernetesObject[] {
  return Array.from({ length: counts.Alertmanager - 1 }, (_, index) => index + 1).map((replica) => ({
    apiVersion: operator.v1alpha1,
    kind: "ScrapeConfig",
    metadata: { name: objectName("job-alertmanager", String(replica)), labels: labelsOf(platform, "scraping") },
    spec: {
      jobName: "alertmanager",
      staticConfigs: [
        {
          targets: [`${alertmanagerPod(platform, replica)}:9093`],
          labels: { instance: `${config.host}-alertmanager-${replica}` },
        },
      ],
    },
  }));
}
