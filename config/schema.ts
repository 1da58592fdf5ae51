import { BlockList, isIPv4 } from "node:net";
import { z } from "zod";
import { absolutePath, bytes, text, url } from "../kit/config/forms.ts";
import { eitherHasItOrNot, settingsOf } from "../kit/config/schema.ts";
import { settingsIn } from "../kit/model/part.ts";
import { addressOf, type Service } from "../kit/model/service.ts";
import type { Text } from "../kit/model/text.ts";
import { anomaliesSettings } from "../parts/anomalies.ts";
import { parts } from "../parts/every.ts";
import { journeysSettings } from "../parts/journeys.ts";
import { logsSettings } from "../parts/logs.ts";
import { pm2Settings } from "../parts/pm2.ts";
import { tracesSettings } from "../parts/traces.ts";
import { declaredImage } from "./images.ts";

/** An image by name and tag. Its digest, once pinned, stands in config/images.lock.json. */
const image = text(/^[a-z0-9][a-z0-9._/:-]*:[\w.-]+$/, "an image with its tag, such as quay.io/x/y:v1.2.3");

interface ServiceSettings {
  readonly enabled: boolean;
  /** Not of a program of this project, most of which share one (`deployment.exporters`). */
  readonly image?: string;
  /** Of a program that is built on an image of its own, unless `image` names one that was built elsewhere. */
  readonly base?: string;
  readonly memory: string;
  /** Published on 127.0.0.1 of the host. */
  readonly port: number;
}

const serviceSettings = ({
  name,
  program,
  ownBase,
  image: named,
  memory,
  port,
}: Omit<Service, "container" | "local">) =>
  z
    .strictObject({
      enabled: z.boolean().default(true),
      ...(program === undefined && { image: image.default(declaredImage(name, named)) }),
      ...(ownBase && { base: image.default(declaredImage(name)), image: image.optional() }),
      memory: bytes.default(memory),
      port: z.int().min(1).max(65535).default(port),
    })
    .prefault({});

const services = parts.flatMap(({ service }) => service ?? []);
/** By the service's name. */
const servicesSettings = z
  .strictObject(Object.fromEntries(services.map((service) => [service.name, serviceSettings(service)])))
  .prefault({}) as unknown as z.ZodPrefault<z.ZodRecord<z.ZodString, z.ZodType<ServiceSettings>>>;

/** What parts are told of an environment, by their name. */
const settingsOfParts: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  parts.flatMap(({ name, settings }) => (settings === undefined ? [] : [[name, settings]])),
);

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

const engine = text(/^(unix|ssh):\/\/.+/, "unix:///path or ssh://user@host");

const environment = z.strictObject({
  ...settings,
  ...settingsOfParts,
  // The stacks read them as well.
  anomalies: anomaliesSettings,
  /** The local run keeps its lines elsewhere. */
  logs: logsSettings,
  /** And its traces. */
  traces: tracesSettings,
  // The simulator as well.
  journeys: journeysSettings,
  /** What the host costs, for the monthly report. */
  cost: z.strictObject({ eurosAMonth: z.number().positive() }).optional(),
  /** How the stack is put on an engine. */
  deployment: z
    .strictObject({
      engine: engine.default("unix:///var/run/docker.sock"),
      /** Of each host of `replicated`, by its name: what watches runs there, and on no other (docs/scaling.md). */
      engines: z.record(z.string(), engine).optional(),
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
      /**
       * Where the engine puts what containers write: bounded files of its own, which root alone reads; or the host's journal, from which
       * rsyslog may give it to the collector of logs (docs/logs.md).
       */
      containerLogs: z.enum(["json-file", "journald"]).default("json-file"),
      /** On the host: one directory a service with its secret files. */
      secrets: absolutePath.default("/etc/benevoclic-monitoring/secrets"),
      services: servicesSettings,
      /** The image of our own exporters: built on the engine from this checkout on top of `base`, unless `image` names one. */
      exporters: z
        .strictObject({
          /** Brings Node 20 or newer on PATH, and a shell with wget. https://hub.docker.com/_/node */
          base: image.default(declaredImage("exporters")),
          image: image.optional(),
        })
        .prefault({}),
      pm2: pm2Settings,
    })
    .refine(({ subnet, gateway }) => isInside(subnet, gateway), { path: ["gateway"], error: "an address in `subnet`" })
    .prefault({}),
  alerts,
});

/**
 * One environment's values. Everything that differs between environments is here; everything that does not is a
 * declaration in signals/ and alerts/. Unknown keys are refused everywhere.
 */
export const configSchema = eitherHasItOrNot(environment)
  .transform(withoutUnasked)
  .transform((values) => ({ ...values, jobs: { ...values.jobs, ...addressesOfServices(values) } }))
  .refine(({ jobs, urls }) => jobs.anomalies === undefined || urls.anomalies !== undefined, {
    path: ["urls"],
    error: "the key `anomalies` as well, because `jobs.anomalies` is there",
  })
  .refine(({ deployment: { engines }, replicated }) => engines === undefined || areThose(engines, replicated?.hosts), {
    path: ["deployment", "engines"],
    error: "an engine of each host of `replicated`, by its name",
  });

const areThose = (engines: object, hosts: object = {}): boolean =>
  Object.keys(engines).sort().join() === Object.keys(hosts).sort().join();

/** What a service must be told and an environment does not say switches it off; and all of them, that the environment has hosts of its own. */
function withoutUnasked(values: z.output<typeof environment>): z.output<typeof environment> {
  const { services, engines } = values.deployment;
  const told: Readonly<Record<string, unknown>> = values;
  const unasked = parts.flatMap(({ name, settings, service }) =>
    service !== undefined && (engines !== undefined || (settings !== undefined && told[name] === undefined))
      ? [service.name]
      : [],
  );
  const off = unasked.map((name) => [name, { ...services[name], enabled: false }]);
  return { ...values, deployment: { ...values.deployment, services: { ...services, ...Object.fromEntries(off) } } };
}

/** A service that runs here is scraped where it listens: nobody need write that under `jobs`. */
function addressesOfServices(values: z.output<typeof environment>): Record<string, string> {
  const { jobs, withoutJobs, deployment } = values;
  return Object.fromEntries(
    parts.flatMap(({ name: job, scrape }) => {
      const part = parts.find(({ name }) => name === (scrape.sameAs ?? job));
      if (part?.service === undefined || job in jobs || job in withoutJobs) return [];
      const { service } = part;
      if (deployment.services[service.name]?.enabled !== true) return [];
      const { listens } = service.container(values, { settings: settingsIn(values, part), alertmanagerSecrets: [] });
      return [[job, addressOf({ name: service.name, listens }, scrape)]];
    }),
  );
}

export type ConfigValues = z.output<typeof configSchema>;
/** Whom a configuration knows by their role. */
export type Role = keyof ConfigValues["people"];
