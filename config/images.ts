import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseYaml } from "../kit/yaml.ts";

const imageOf = z.strictObject({ image: z.string() });
const compose = z.strictObject({
  services: z.record(z.string(), imageOf),
});

const { services } = compose.parse(
  parseYaml(readFileSync(new URL("images/docker-compose.yml", import.meta.url), "utf8")),
);

/**
 * The image of a service, `name:tag`, where an environment names no other: config/images/docker-compose.yml.
 * @param otherwise what its part names
 */
export function declaredImage(service: string, otherwise?: string): string {
  const found = services[service]?.image ?? otherwise;
  if (found === undefined) throw new Error(`config/images/docker-compose.yml has no image for ${service}`);
  return found;
}
