import { BlockList, isIPv4 } from "node:net";
import { z } from "zod";
import { absolutePath, bytes, text, url } from "../kit/config/forms.ts";
import { eitherHasItOrNot, settingsOf } from "../kit/config/schema.ts";
import type { Text } from "../kit/model/text.ts";
import { anomaliesSchema } from "../parts/anomalies-settings.ts";
import { parts } from "../parts/every.ts";
import { declaredImage } from "./images.ts";

const userAndGroup = z.custom<`${number}:${number}`>(
  (found) => typeof found === "string" && /^[1-9][0-9]*:[0-9]+$/.test(found),
  "a user's and a group's number such as 1000:1000, not root's",
);
/** An image by name and tag. Its digest, once pinned, stands in config/images.lock.json. */
const image = text(/^[a-z0-9][a-z0-9._/:-]*:[\w.-]+$/, "an image with its tag, such as quay.io/x/y:v1.2.3");

const service = (defaults: { image: string; memory: string; port: number }) =>
  z
    .strictObject({
      enabled: z.boolean().default(true),
      image: image.default(defaults.image),
      memory: bytes.default(defaults.memory),
      /** Published on 127.0.0.1 of the host. */
      port: z.int().min(1).max(65535).default(defaults.port),
    })
    .prefault({});

/** A program of this project: its image is the one of all of them (`deployment.exporters`). */
const ownService = (defaults: { memory: string; port: number }) =>
  z
    .strictObject({
      enabled: z.boolean().default(true),
      memory: bytes.default(defaults.memory),
      /** Published on 127.0.0.1 of the host. */
      port: z.int().min(1).max(65535).default(defaults.port),
    })
    .prefault({});

/** True as well while one of the two is malformed: that is reported by itself. */
function isInside(subnet: string, address: string): boolean {
  const [network = "", bits] = subnet.split("/");
  if (!isIPv4(network) || !isIPv4(address) || !(Number(bits) <= 32)) return true;
  const block = new BlockList();
  block.addSubnet(network, Number(bits));
  return block.check(address);
}

/** Who is told and who is called. benevoclic.md section 5 */
export const roleTitles = {
  devops: { fr: "DevOps", en: "DevOps" },
  lead: { fr: "développeur principal", en: "lead developer" },
  cto: { fr: "directeur technique", en: "CTO" },
  ceo: { fr: "directeur général", en: "CEO" },
} satisfies Record<string, Text>;

/** What every environment has, in the order in which people read it. */
const { alerts, ...settings } = settingsOf({
  parts,
  roles: ["devops", "lead", "cto", "ceo"],
  locale: "fr",
  timezone: "Europe/Paris",
});

const environment = z.strictObject({
  ...settings,
  /** How anomalies are recorded (docs/anomalies.md). */
  anomalies: anomaliesSchema,
  /** How the stack is put on an engine. */
  deployment: z
    .strictObject({
      engine: text(/^(unix|ssh):\/\/.+/, "unix:///path or ssh://user@host").default("unix:///var/run/docker.sock"),
      /** Private network of the containers; node-exporter listens on its gateway. */
      subnet: z.cidrv4("an IPv4 network such as 172.30.57.0/24").default("172.30.57.0/24"),
      gateway: z.ipv4("an IPv4 address in the subnet").default("172.30.57.1"),
      /** Where Terraform keeps its state; without it, in the project's directory. Any S3-compatible object storage. */
      state: z
        .strictObject({
          bucket: text(/^[a-z0-9][a-z0-9.-]+$/, "a bucket's name"),
          region: text(/./, "the storage's region, such as gra"),
          endpoint: url,
        })
        .optional(),
      /** How people come in through the host's nginx: `npm run nginx`. */
      access: z
        .strictObject({
          certificate: absolutePath,
          key: absolutePath,
          login: z.union(
            [
              /** A file of `htpasswd` on the host. */
              z.strictObject({ passwords: absolutePath }),
              /** A single sign-on that answers 2xx to who may enter, and tells the name in a header. */
              z.strictObject({
                signOn: url,
                header: text(/^[A-Za-z-]+$/, "a header's name such as X-Auth-Request-User"),
              }),
            ],
            "either `passwords`, or `signOn` and `header`",
          ),
        })
        .optional(),
      /** On the host: one directory a service with its secret files. */
      secrets: absolutePath.default("/etc/benevoclic-monitoring/secrets"),
      services: z
        .strictObject({
          prometheus: service({ image: declaredImage("prometheus"), memory: "1GiB", port: 9090 }),
          alertmanager: service({ image: declaredImage("alertmanager"), memory: "128MiB", port: 9093 }),
          grafana: service({ image: declaredImage("grafana"), memory: "512MiB", port: 3001 }),
          "node-exporter": service({ image: declaredImage("node-exporter"), memory: "64MiB", port: 9100 }),
          "blackbox-exporter": service({
            image: declaredImage("blackbox-exporter"),
            memory: "64MiB",
            port: 9115,
          }),
          "business-exporter": ownService({ memory: "256MiB", port: 9851 }),
          "pm2-exporter": ownService({ memory: "128MiB", port: 9852 }),
          "anomaly-recorder": ownService({ memory: "256MiB", port: 9853 }),
        })
        .prefault({}),
      /** The image of our own exporters: built on the engine from this checkout on top of `base`, unless `image` names one. */
      exporters: z
        .strictObject({
          /** Brings Node 20 or newer on PATH, and a shell with wget. https://hub.docker.com/_/node */
          base: image.default(declaredImage("exporters")),
          image: image.optional(),
        })
        .prefault({}),
      /** PM2 on the host, for its exporter: docs/pm2-exporter.md. */
      pm2: z
        .strictObject({
          /** Who may speak to it: PM2's own user, or any with the group of its sockets. */
          user: userAndGroup.default("1000:1000"),
          /** The directory that holds its sockets and nothing else. */
          sockets: absolutePath.default("/var/lib/benevoclic-pm2"),
        })
        .prefault({}),
    })
    .refine(({ subnet, gateway }) => isInside(subnet, gateway), { path: ["gateway"], error: "an address in `subnet`" })
    .prefault({}),
  alerts,
});

/**
 * One environment's values. Everything that differs between environments is here; everything that does not is a
 * declaration in signals/ and alerts/. Unknown keys are refused everywhere.
 */
export const configSchema = eitherHasItOrNot(environment).refine(
  ({ jobs, urls }) => jobs.anomalies === undefined || urls.anomalies !== undefined,
  { path: ["urls"], error: "the key `anomalies` as well, because `jobs.anomalies` is there" },
);

export type ConfigValues = z.output<typeof configSchema>;
/** Whom a configuration knows by their role. */
export type Role = keyof ConfigValues["people"];
