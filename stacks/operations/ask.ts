import type { z } from "zod";
import { nameIn } from "../names.ts";
import type { Host } from "./host.ts";

/** The ports inside the containers (services/). */
const ports = { prometheus: 9090, alertmanager: 9093 } as const;

/**
 * Asks a service's own interface from inside its container: it works the same over ssh, whatever is published.
 * @throws Mistakes when the container or the service does not answer.
 */
export async function ask<Answer>(
  host: Host,
  environment: string,
  service: keyof typeof ports,
  path: string,
  schema: z.ZodType<Answer>,
  method: "GET" | "POST" = "GET",
): Promise<Answer> {
  const url = `http://127.0.0.1:${ports[service]}${path}`;
  return schema.parse(
    JSON.parse(
      await host.docker(
        "exec",
        nameIn(environment, service),
        "wget",
        "-q",
        "-O",
        "-",
        ...(method === "POST" ? ["--post-data="] : []),
        url,
      ),
    ),
  );
}
