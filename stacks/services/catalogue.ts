import type { Config } from "../../config/load.ts";
import type { Service } from "../service.ts";
import { alertmanager } from "./alertmanager.ts";
import { anomalyRecorder } from "./anomaly-recorder.ts";
import { blackboxExporter } from "./blackbox-exporter.ts";
import { businessExporter } from "./business-exporter.ts";
import { grafana } from "./grafana.ts";
import { nodeExporter } from "./node-exporter.ts";
import { pm2Exporter } from "./pm2-exporter.ts";
import { prometheus } from "./prometheus.ts";

/** Every service, whether switched on or not: a volume outlives the service that is switched off. */
export function servicesOf(config: Config): Service[] {
  return [
    prometheus(config),
    alertmanager(config),
    grafana(config),
    nodeExporter(config),
    blackboxExporter(),
    businessExporter(),
    pm2Exporter(config),
    anomalyRecorder(config),
  ];
}

export function isEnabled({ deployment }: Config, { name }: Service): boolean {
  return deployment.services[name].enabled;
}
