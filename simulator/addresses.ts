import { type Config, loadConfig } from "../config/load.ts";
import { at, urlOf } from "../kit/lab/monitoring.ts";
import { freePort } from "../kit/lab/parts/ports.ts";

/** The ports of one local run, all on 127.0.0.1. */
export interface Ports {
  readonly prometheus: number;
  readonly alertmanager: number;
  readonly node: number;
  readonly blackbox: number;
  readonly api: number;
  readonly web: number;
  readonly mongodb: number;
  /** Of the exporters of our own. */
  readonly business: number;
  readonly pm2: number;
  readonly anomalies: number;
  readonly smtp: number;
  /** Stands for Grafana: the dashboards that messages link to are drawn there. */
  readonly preview: number;
}

/** Free ports for everything but SMTP, whose sink has chosen its own. */
export async function freePorts(smtp: number): Promise<Ports> {
  const names = [
    ...(["prometheus", "alertmanager", "node", "blackbox", "api", "web"] as const),
    ...(["mongodb", "business", "pm2", "anomalies", "preview"] as const),
  ];
  const chosen = await Promise.all(names.map(async (name) => [name, await freePort()] as const));
  return { smtp, ...(Object.fromEntries(chosen) as Record<(typeof names)[number], number>) };
}

const noDatabase = "no MongoDB-protocol server can be had on this machine";

/**
 * config/local.yaml with the addresses of this run, and nothing else changed.
 * @param options.secrets the directory in which Prometheus and Alertmanager read their secret files
 * @param options.database whether this run has one; the jobs that ask it are left out otherwise
 */
export function configAt(ports: Ports, { secrets, database }: { secrets: string; database: boolean }): Config {
  const config = loadConfig("local");
  return {
    ...config,
    urls: {
      ...config.urls,
      prometheus: urlOf(ports.prometheus),
      alertmanager: urlOf(ports.alertmanager),
      grafana: urlOf(ports.preview),
      anomalies: `${urlOf(ports.anomalies)}/anomalies`,
    },
    jobs: {
      prometheus: at(ports.prometheus),
      alertmanager: at(ports.alertmanager),
      node: at(ports.node),
      blackbox: at(ports.blackbox),
      "benevoclic-api": at(ports.api),
      pm2: at(ports.pm2),
      anomalies: at(ports.anomalies),
      // Two endpoints of one program.
      ...(database && { mongodb: at(ports.business), business: at(ports.business) }),
    },
    ...(!database && { withoutJobs: { ...config.withoutJobs, mongodb: noDatabase, business: noDatabase } }),
    probes: {
      "api-health": { ...config.probes["api-health"], url: `${urlOf(ports.api)}/health` },
      "web-home": { ...config.probes["web-home"], url: `${urlOf(ports.web)}/` },
    },
    prometheus: { ...config.prometheus, secrets },
    notifications: {
      ...config.notifications,
      secrets,
      email: { ...config.notifications.email, smarthost: at(ports.smtp) },
    },
  };
}
