import { type Config, loadConfig } from "../config/load.ts";
import { freePort } from "./parts/ports.ts";

/** The ports of one local run, all on 127.0.0.1. */
export interface Ports {
  readonly prometheus: number;
  readonly alertmanager: number;
  readonly node: number;
  readonly blackbox: number;
  readonly api: number;
  readonly web: number;
  readonly smtp: number;
  /** Stands for Grafana: the dashboards that messages link to are drawn there. */
  readonly preview: number;
}

export const at = (port: number): string => `127.0.0.1:${port}`;
export const urlOf = (port: number): string => `http://${at(port)}`;

/** Free ports for everything but SMTP, whose sink has chosen its own. */
export async function freePorts(smtp: number): Promise<Ports> {
  const [prometheus, alertmanager, node, blackbox, api, web, preview] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  return { prometheus, alertmanager, node, blackbox, api, web, smtp, preview };
}

/** config/local.yaml with the addresses of this run, and nothing else changed. */
export function configAt(ports: Ports, secrets: string): Config {
  const config = loadConfig("local");
  return {
    ...config,
    urls: {
      ...config.urls,
      prometheus: urlOf(ports.prometheus),
      alertmanager: urlOf(ports.alertmanager),
      grafana: urlOf(ports.preview),
    },
    jobs: {
      prometheus: at(ports.prometheus),
      alertmanager: at(ports.alertmanager),
      node: at(ports.node),
      blackbox: at(ports.blackbox),
      "benevoclic-api": at(ports.api),
    },
    probes: {
      "api-health": { ...config.probes["api-health"], url: `${urlOf(ports.api)}/health` },
      "web-home": { ...config.probes["web-home"], url: `${urlOf(ports.web)}/` },
    },
    notifications: {
      ...config.notifications,
      secrets,
      email: { ...config.notifications.email, smarthost: at(ports.smtp) },
    },
  };
}
