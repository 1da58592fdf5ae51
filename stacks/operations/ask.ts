import type { z } from "zod";
import { nameIn } from "../names.ts";
import type { Host } from "./host.ts";

/** The ports inside the containers (services/). */
const ports = { prometheus: 9090, alertmanager: 9093 } as const;
type Asked = keyof typeof ports;

/**
 * Asks a service's own interface from inside its container: it works the same over ssh, whatever is published.
 * @throws Mistakes when the container or the service does not answer.
 */
export const ask = async <Answer>(
  host: Host,
  environment: string,
  service: Asked,
  path: string,
  schema: z.ZodType<Answer>,
  method: "GET" | "POST" = "GET",
): Promise<Answer> => schema.parse(JSON.parse(await askText(host, environment, service, path, method)));

/** The same, as it is answered. */
export function askText(
  host: Host,
  environment: string,
  service: Asked,
  path: string,
  method: "GET" | "POST" = "GET",
): Promise<string> {
  const url = `http://127.0.0.1:${ports[service]}${path}`;
  const post = method === "POST" ? ["--post-data="] : [];
  return host.docker("exec", nameIn(environment, service), "wget", "-q", "-O", "-", ...post, url);
}
