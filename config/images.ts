import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const imageOf = z.strictObject({ image: z.string() });
const compose = z.strictObject({
  services: z.strictObject({
    prometheus: imageOf,
    alertmanager: imageOf,
    grafana: imageOf,
    "node-exporter": imageOf,
    "blackbox-exporter": imageOf,
    exporters: imageOf,
  }),
});

const { services } = compose.parse(parse(readFileSync(new URL("images/docker-compose.yml", import.meta.url), "utf8")));

/** The image of each service, `name:tag`, where an environment names no other: config/images/docker-compose.yml. */
export const declaredImage = (service: keyof typeof services): string => services[service].image;
