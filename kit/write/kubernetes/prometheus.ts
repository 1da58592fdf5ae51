import type { KubernetesSettings } from "../../config/kubernetes.ts";
import type { RemoteWrite } from "../../config/remote-write.ts";
import type { Environment } from "../../model/environment.ts";
import { usualInterval } from "../../model/job.ts";
import { podSecurity, resources } from "./hardening.ts";
import { type KubernetesObject, labelsOf, operator, partOf, quantity } from "./object.ts";
import { spread } from "./spread.ts";

const account = "prometheus";

/** Prometheus, and the rights that it needs: to see where the Alertmanagers are, in this namespace alone. */
export function prometheusObjects(
  { platform, config }: Environment,
  { namespace, prometheus: { image, memory } }: KubernetesSettings,
): KubernetesObject[] {
  const labels = labelsOf(platform, "prometheus");
  const metadata = { name: account, labels };
  const ours = { matchLabels: partOf(platform) };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [
        { apiGroups: [""], resources: ["services", "pods"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: account },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    },
    {
      apiVersion: operator.v1,
      kind: "Prometheus",
      metadata: { name: platform.name, labels },
      spec: {
        image,
        version: image.slice(image.lastIndexOf(":") + 1),
        replicas: 1,
        podMetadata: { labels: partOf(platform) },
        serviceAccountName: account,
        serviceDiscoveryRole: "EndpointSlice",
        externalLabels: { environment: config.environment, platform: platform.name },
        // Which of the replicas says it is no part of what is said: on an alert it would make two of one.
        prometheusExternalLabelName: "",
        externalUrl: config.urls.prometheus,
        // Whoever stands in front takes the path away.
        routePrefix: "/",
        scrapeInterval: usualInterval,
        evaluationInterval: usualInterval,
        rules: { alert: { resendDelay: "10s" } },
        ruleSelector: ours,
        scrapeConfigSelector: ours,
        probeSelector: ours,
        alerting: { alertmanagers: [{ name: "alertmanager-operated", namespace, port: "web" }] },
        ...remoteWrite(config.prometheus.remoteWrite),
        retention: config.prometheus.retention,
        retentionSize: config.prometheus.retentionSize,
        securityContext: podSecurity("65534:65534"),
        resources: resources(quantity(memory)),
        storage: {
          volumeClaimTemplate: {
            spec: { resources: { requests: { storage: roomFor(config.prometheus.retentionSize) } } },
          },
        },
        topologySpreadConstraints: spread({ prometheus: platform.name }),
      },
    },
  ];
}

/**
 * Where samples are sent as well. The operator wants a name of a login as a secret, too: the object `remote-write-<name>` holds both.
 * Which replica sent them stays on: what takes them throws one of the two away by it.
 */
function remoteWrite(services: RemoteWrite): object {
  if (Object.keys(services).length === 0) return {};
  return {
    remoteWrite: Object.entries(services).map(([name, { url, login, metrics }]) => {
      const key = (key: string) => ({ name: `remote-write-${name}`, key });
      return {
        name,
        url,
        ...(login === "token" && { authorization: { credentials: key("token") } }),
        ...(typeof login === "object" && { basicAuth: { username: key("username"), password: key("password") } }),
        ...(metrics !== undefined && {
          writeRelabelConfigs: [{ sourceLabels: ["__name__"], regex: metrics, action: "keep" }],
        }),
      };
    }),
  };
}

/** A quarter more than what the limit counts: the write-ahead log and a block that is being compacted come on top. */
function roomFor(retentionSize: string): string {
  const gigabytes = Number.parseInt(retentionSize, 10) / (retentionSize.endsWith("MB") ? 1000 : 1);
  return `${Math.ceil(gigabytes * 1.25)}Gi`;
}
