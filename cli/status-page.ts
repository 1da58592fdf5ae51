import path from "node:path";
import type { Config } from "../config/load.ts";
import { publicIncidentSchema } from "../exporters/anomalies/public-incidents.ts";
import { previousIn, publish } from "../reports/status-page/files.ts";
import { plannedWork } from "../reports/status-page/maintenance.ts";
import { measure } from "../reports/status-page/measured.ts";
import { statusOf } from "../reports/status-page/state.ts";
import { serviceLevelsIn } from "../signals/service-levels.ts";
import { askDesk } from "./desk.ts";
import { prometheusOf } from "./prometheus-of.ts";

interface Asked {
  readonly out: string;
  readonly prometheus: string | undefined;
  readonly json: boolean;
}

/**
 * What visitors feel, as files for any static host. What does not answer stands as it was published last, with its time, and
 * ends the command with exit code 2.
 */
export async function statusPage(config: Config, { out, prometheus, json }: Asked): Promise<void> {
  const { environment, timezone: zone, notifications } = config;
  const now = new Date();
  const silent: string[] = [];
  const orNothing = <Value>(what: string, work: Promise<Value>): Promise<Value | undefined> =>
    work.catch((error: Error) => {
      silent.push(`${what} does not answer: ${error.message.split("\n")[0]}`);
      return undefined;
    });
  const ask = prometheusOf(environment, prometheus);
  const [measured, incidents] = await Promise.all([
    orNothing("Prometheus", measure(ask, { serviceLevels: serviceLevelsIn(config), zone, now })),
    orNothing(
      "The recorder",
      askDesk(environment, { command: "public" }).then((text) => publicIncidentSchema.array().parse(JSON.parse(text))),
    ),
  ]);
  const maintenance = plannedWork(notifications.maintenance, zone, now);
  const status = statusOf({ measured, incidents, maintenance, previous: previousIn(out), zone, now });
  const files = publish(out, status);
  for (const line of silent) console.error(line);
  if (json) console.log(JSON.stringify(status, undefined, 2));
  else console.log(`${files.map((file) => path.join(out, file)).join("\n")}`);
  if (silent.length > 0) process.exitCode = 2;
}
