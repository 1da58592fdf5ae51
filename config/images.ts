import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const imageOf = z.strictObject({ image: z.string() });
const compose = z.strictObject({
  services: z.record(z.string(), imageOf),
});

const { services } = compose.parse(parse(readFileSync(new URL("images/docker-compose.yml", import.meta.url), "utf8")));

/**
 * The image of a service, `name:tag`, where an environment names no other: config/images/docker-compose.yml.
 * @param otherwise what its part names
 */
export function declaredImage(service: string, otherwise?: string): string {
  const found = services[service]?.image ?? otherwise;
  if (found === undefined) throw new Error(`config/images/docker-compose.yml has no image for ${service}`);
  return found;
}
