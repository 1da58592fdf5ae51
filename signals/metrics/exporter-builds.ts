import { metricsOf } from "../../kit/model/metric.ts";
import { harmless, mostWays } from "../../kit/model/ways.ts";

const buildOf = (job: string) =>
  metricsOf(job, {
    build: {
      name: "benevoclic_exporter_build_info",
      type: "gauge",
      about: "1; the labels are the project's version when the exporter's image was built, and the image's tag.",
      labels: { version: "1.4.0", revision: "42f4c59d1a0b7e63" },
      harmless: harmless({
        "only drawn: which version runs; it is 1 whatever happens, and a program that is gone is MonitoringTargetMissing":
          mostWays,
      }),
    },
  }).build;

/** Which build of our own exporters runs, by the job that watches each. */
export const exporterBuilds = {
  business: buildOf("business"),
  pm2: buildOf("pm2"),
  anomalies: buildOf("anomalies"),
  remediation: buildOf("remediation"),
  journeys: buildOf("journeys"),
} as const;
