import type { Config } from "../../config/load.ts";
import type { Guarded } from "../../kit/model/login.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { type Prometheus, prometheusBy } from "../../kit/model/prometheus.ts";
import { ownAddress } from "../../kit/model/service.ts";
import { ownPassword, rawRequest } from "../../kit/write/request.ts";
import { nameIn } from "../names.ts";
import { servicesOf } from "../service.ts";
import type { Host } from "./host.ts";

/** Longer than Prometheus itself lets a query take. */
const seconds = 150;

/**
 * Asks Prometheus or Alertmanager from inside its container, with its own password: it works the same over ssh, whatever is
 * published.
 * @throws Mistakes when the container or the service does not answer, or answers anything but 200.
 */
export async function ask(host: Host, config: Config, name: Guarded, path: string): Promise<string> {
  // Over several hosts each one's gateway answers as one Prometheus would.
  const answers = config.watchHost && name === "prometheus" ? "gateway" : name;
  const service = servicesOf(config).find((one) => one.name === answers);
  const password = service && ownPassword(service);
  if (service === undefined || password === undefined) throw new Error(`unreachable: ${name} has no password`);
  const command = rawRequest(ownAddress(service), password, { path, seconds });
  return bodyOf(await host.docker("exec", nameIn(config.environment, answers), "sh", "-c", command), name);
}

/** Prometheus' API, asked in that way. */
export const prometheusIn = (host: Host, config: Config): Prometheus =>
  prometheusBy(async (path, parameters) => {
    const query = new URLSearchParams(parameters).toString();
    const asked = `/api/v1/${path}${query === "" ? "" : `?${query}`}`;
    return { status: 200, text: await ask(host, config, "prometheus", asked) };
  });

/** @throws Mistakes */
function bodyOf(answer: string, name: Guarded): string {
  const [head = "", ...rest] = answer.split("\r\n\r\n");
  const status = /^HTTP\/1\.\d (\d{3})/.exec(head)?.[1];
  const body = rest.join("\r\n\r\n");
  if (status === "200") return body;
  const what = status === undefined ? "does not answer" : `answers ${status}: ${body.trim().slice(0, 300)}`;
  const remedy =
    status === "401"
      ? `its password and its hash do not fit: \`npm run secrets -- <environment> --rotate ${name}-password\``
      : "look at its log: `npm run logs`";
  throw new Mistakes([{ where: name, what, remedy }]);
}
