import { templateFile } from "../../channels/templates.ts";
import type { KubernetesSettings } from "../../config/kubernetes.ts";
import type { Environment } from "../../model/environment.ts";
import type { Platform } from "../../platform.ts";
import { generatedNotice, yaml } from "../../yaml.ts";
import { alertmanagerConfiguration } from "../alertmanager.ts";
import { podSecurity, resources } from "./hardening.ts";
import { type KubernetesObject, labelsOf, operator, partOf, quantity } from "./object.ts";
import { spread } from "./spread.ts";

/** Its secret files: an object that people make, and that nothing here ever holds (docs/kubernetes.md). */
export const secretsObject = "alertmanager-secrets";
const configuration = "alertmanager-configuration";
/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.AlertmanagerSpec */
const mounted = `/etc/alertmanager/secrets/${secretsObject}`;

/** Where one of its replicas answers, by the name that its headless service gives it. */
export const alertmanagerPod = ({ name }: Pick<Platform, "name">, replica: number): string =>
  `alertmanager-${name}-${replica}.alertmanager-operated`;

/** The configuration as it stands in the cluster: the same, with the paths that its pods have. */
function configurationInCluster(environment: Environment): object {
  const { config } = environment;
  const notifications = { ...config.notifications, secrets: mounted };
  return alertmanagerConfiguration(
    { ...environment, config: { ...config, notifications } },
    "/etc/alertmanager/config/*.tmpl",
  );
}

/** Alertmanager with its configuration: a secret by kind, because the operator wants one; it only names files of secrets. */
export function alertmanagerObjects(
  environment: Environment,
  { alertmanager: { image, memory } }: KubernetesSettings,
): KubernetesObject[] {
  const { platform, config } = environment;
  const labels = labelsOf(platform, "alertmanager");
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: configuration, labels },
      type: "Opaque",
      stringData: {
        "alertmanager.yaml": generatedNotice + yaml(configurationInCluster(environment)),
        [`${platform.name}.tmpl`]: templateFile(environment),
      },
    },
    {
      apiVersion: operator.v1,
      kind: "Alertmanager",
      metadata: { name: platform.name, labels },
      spec: {
        image,
        version: image.slice(image.lastIndexOf(":") + 1),
        replicas: 1,
        podMetadata: { labels: partOf(platform) },
        externalUrl: config.urls.alertmanager,
        // Whoever stands in front takes the path away.
        routePrefix: "/",
        configSecret: configuration,
        secrets: [secretsObject],
        // Killed, it forgets the silences and what it told since its last snapshot (kit/write/alertmanager.ts).
        additionalArgs: [{ name: "data.maintenance-interval", value: "10s" }],
        automountServiceAccountToken: false,
        securityContext: podSecurity("65534:65534"),
        resources: resources(quantity(memory)),
        storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: "1Gi" } } } } },
        topologySpreadConstraints: spread({ alertmanager: platform.name }),
        ...(config.notifications.sms && {
          containers: [
            {
              name: "alertmanager",
              // https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
              env: [{ name: "AWS_SHARED_CREDENTIALS_FILE", value: `${mounted}/aws-credentials` }],
            },
          ],
        }),
      },
    },
  ];
}
