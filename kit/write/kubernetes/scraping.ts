import type { Environment } from "../../model/environment.ts";
import { type Job, usualInterval } from "../../model/job.ts";
import { declaredSeries } from "../declared-series.ts";
import { alertmanagerPod } from "./alertmanager.ts";
import { type KubernetesObject, labelsOf, objectName, operator } from "./object.ts";

/**
 * What is scraped: an object a job, and one a probe. By address as on a single host, and not by what the API server knows of pods and
 * services: `instance` stays the configured name, and Prometheus needs no right to look around in the cluster.
 */
export function scrapeObjects(environment: Environment): KubernetesObject[] {
  const { config, jobs } = environment;
  return Object.entries(config.jobs).flatMap(([name, address]) => {
    const job = jobs[name] ?? { interval: usualInterval };
    if (address === undefined) return [];
    return job.probes
      ? probes(environment, name, address, job)
      : scrapeConfig(environment, name, itself(environment, name) ?? address, job);
  });
}

/** Behind one name stand several replicas, and a counter must come from the same one each time. */
function itself({ platform }: Environment, job: string): string | undefined {
  // Each replica itself.
  if (job === "prometheus") return "localhost:9090";
  return job === "alertmanager" ? `${alertmanagerPod(platform, 0)}:9093` : undefined;
}

function scrapeConfig(environment: Environment, name: string, address: string, job: Job): KubernetesObject {
  const { platform, config } = environment;
  return {
    apiVersion: operator.v1alpha1,
    kind: "ScrapeConfig",
    metadata: { name: objectName("job", name), labels: labelsOf(platform, "scraping") },
    spec: {
      jobName: name,
      ...howOften(job, "scrapeInterval"),
      ...(job.path && { metricsPath: job.path }),
      staticConfigs: [{ targets: [address], labels: { instance: config.host } }],
      ...kept(environment, name, job),
    },
  };
}

/** Through blackbox-exporter, which has a module of its own for each. */
function probes(environment: Environment, name: string, address: string, job: Job): KubernetesObject[] {
  const { platform, config } = environment;
  return Object.entries(config.probes).map(([target, { url }]) => ({
    apiVersion: operator.v1,
    kind: "Probe",
    metadata: { name: objectName("probe", target), labels: labelsOf(platform, "scraping") },
    spec: {
      jobName: name,
      ...howOften(job, "interval"),
      module: target,
      prober: { url: address, ...(job.path && { path: job.path }) },
      targets: {
        staticConfig: {
          static: [url],
          labels: { target },
          // The operator has made it the address, and added where the object stands.
          relabelingConfigs: [
            { targetLabel: "instance", replacement: config.host },
            { action: "labeldrop", regex: "namespace" },
          ],
        },
      },
      ...kept(environment, name, job),
    },
  }));
}

const howOften = ({ interval }: Job, key: "interval" | "scrapeInterval") =>
  interval === usualInterval ? {} : { [key]: interval, scrapeTimeout: interval };

function kept({ platform }: Environment, name: string, { onlyDeclared }: Job): object {
  if (onlyDeclared === undefined) return {};
  const metrics = platform.parts.filter((part) => part.name === name).flatMap((part) => part.metrics);
  return { metricRelabelings: declaredSeries(metrics, onlyDeclared).map(relabeling) };
}

/** Prometheus' `source_labels` as the operator has it, `sourceLabels`. */
const relabeling = (config: object) =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), value]),
  );
