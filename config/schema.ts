import { BlockList, isIPv4 } from "node:net";
import { z } from "zod";
import { durationPattern } from "../kit/model/durations.ts";
import { anomaliesSchema, pagesAddress } from "./anomalies.ts";
import { declaredImage } from "./images.ts";
import { base, url } from "./urls.ts";

/** Text of one form; `allowed` describes it, whatever else is found. */
const text = (form: RegExp, allowed: string) => z.string(allowed).regex(form, allowed);

const duration = text(durationPattern, "a duration such as 30s, 10m, 4h or 100d");
const bytes = text(/^[0-9]+(MiB|GiB)$/, "a size such as 256MiB or 2GiB");
const anAddress = "an address such as prometheus:9090, with a port from 1 to 65535";
/** `host:port`, where Prometheus reaches a service from inside its network. */
const address = z.string(anAddress).refine((found) => {
  const port = /^[A-Za-z0-9.-]+:([1-9][0-9]*)$/.exec(found)?.[1];
  return Number(port) <= 65_535;
}, anAddress);
const email = z.email("an e-mail address");
/** Who is told and who is called by name of their role; their addresses stand in one place, `people`. */
const roles = ["devops", "lead", "cto", "ceo"] as const;
const someRoles = `a list of at least one of ${roles.join(", ")}`;
const people = z.array(z.enum(roles, someRoles), someRoles).min(1, someRoles);
const aClock = "a time of day such as 03:30, from 00:00 to 23:59";
const clock = text(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, aClock);
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
/** From one time of day to another in the operators' time zone, over midnight when the second one is the earlier. */
const hours = { from: clock, to: clock };
const lasts = (window: { from: string; to: string }): boolean => window.from !== window.to;
const butNothing = { path: ["to"], error: "another time than `from`" };
const name = text(/^[a-z][a-z0-9-]*$/, "lower-case letters, digits and dashes");
const reason = text(/.{10}/, "a reason of at least 10 characters");
const userAndGroup = z.custom<`${number}:${number}`>(
  (found) => typeof found === "string" && /^[1-9][0-9]*:[0-9]+$/.test(found),
  "a user's and a group's number such as 1000:1000, not root's",
);
const absolutePath = text(/^\//, "an absolute path");
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

/** What one level of one alert may be given in an environment: the declaration keeps all the rest. */
const levelOverride = z.strictObject({
  limit: z.number().optional(),
  for: duration.optional(),
});

const alertOverride = z
  .strictObject({
    enabled: z.boolean().optional(),
    because: reason.optional(),
    critical: levelOverride.optional(),
    warning: levelOverride.optional(),
    info: levelOverride.optional(),
  })
  .refine((override) => override.enabled !== false || override.because !== undefined, {
    path: ["because"],
    error: "the reason for `enabled: false`, at least 10 characters",
  });

/** Jobs that an environment can do without; the monitoring itself it cannot. */
const missingJobs = z.strictObject({
  grafana: reason.optional(),
  node: reason.optional(),
  blackbox: reason.optional(),
  "benevoclic-api": reason.optional(),
  mongodb: reason.optional(),
  pm2: reason.optional(),
  business: reason.optional(),
  anomalies: reason.optional(),
});

const environment = z.strictObject({
  /** External label `environment` on every alert, and part of every container's and volume's name. */
  environment: z.enum(["production", "staging", "development", "local"]),
  /** The language of what operators read. */
  locale: z.enum(["fr", "en"]).default("fr"),
  /** IANA name of the operators' time zone, for the times in messages. */
  timezone: z
    .string("an IANA time zone such as Europe/Paris")
    .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone), "an IANA time zone such as Europe/Paris")
    .default("Europe/Paris"),
  /** The configured host name: the `instance` label of every series (design: shared names). */
  host: name,
  /** Where people's browsers find the services; messages link there. */
  urls: z.strictObject({
    ...{ grafana: base, prometheus: base, alertmanager: base, runbooks: base },
    /** The recorder's pages (docs/anomalies.md). */
    anomalies: pagesAddress.optional(),
  }),
  /** Where Prometheus reaches each scrape job. A job that is not listed is not scraped in this environment. */
  jobs: z.strictObject({
    prometheus: address,
    alertmanager: address,
    grafana: address.optional(),
    node: address.optional(),
    blackbox: address.optional(),
    "benevoclic-api": address.optional(),
    mongodb: address.optional(),
    pm2: address.optional(),
    business: address.optional(),
    anomalies: address.optional(),
  }),
  /** Jobs that this environment has not, each with the reason. Alerts that need one do not exist there. */
  withoutJobs: missingJobs.default({}),
  /** What blackbox-exporter asks for: label `target` = the key. */
  probes: z.record(
    name,
    z.strictObject({
      url,
      /** A text the page must contain; without it a 200 with an error page would pass. */
      contains: text(/./, "a text that the page contains").optional(),
    }),
  ),
  /** Their addresses: who is told, and who is called when nobody acts (docs/benevoclic.md section 5). */
  people: z.strictObject({ devops: email, lead: email, cto: email, ceo: email }),
  notifications: z.strictObject({
    /** Directory in which Alertmanager reads its secret files; their names are fixed. */
    secrets: absolutePath.default("/run/secrets/alertmanager"),
    email: z.strictObject({
      smarthost: address,
      from: email,
      username: text(/./, "the name that the mail server knows"),
      requireTls: z.boolean().default(true),
      /** Who gets the mails of a severity; information comes once a day, as a digest. */
      to: z.strictObject({ critical: people, warning: people, info: people }),
    }),
    /**
     * Also tells by SMS what takes the platform down: a topic of Amazon SNS to which the telephones are subscribed. Its
     * credentials are the secret file that AWS_SHARED_CREDENTIALS_FILE names in Alertmanager's environment.
     */
    sms: z
      .strictObject({
        topicArn: text(
          /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[\w-]+$/,
          "the ARN of an SNS topic such as arn:aws:sns:eu-west-3:123456789012:benevoclic",
        ),
        /** Where SNS answers, when it is not Amazon's own address. */
        endpoint: url.optional(),
      })
      .optional(),
    /** When the daily digest goes out; it takes up to 40 minutes. */
    digestAt: clock.default("08:00"),
    /** Warnings and information wait until these hours are over; what is critical does not. */
    quietHours: z.strictObject(hours).refine(lasts, butNothing).optional(),
    /** Planned work, by name: nobody is told of anything then, and what is still wrong afterwards is told at its end. */
    maintenance: z
      .record(
        name,
        z
          .strictObject({
            ...hours,
            weekdays: z.array(z.enum(weekdays)).min(1, "a list of at least one weekday").optional(),
            /** A single day; over midnight, the day on which it begins. */
            date: z.iso.date("a day such as 2026-12-01").optional(),
          })
          .refine(lasts, butNothing)
          .refine(({ weekdays, date }) => weekdays === undefined || date === undefined, {
            path: ["date"],
            error: "either `date` or `weekdays`",
          }),
      )
      .default({}),
  }),
  prometheus: z
    .strictObject({
      retention: duration.default("100d"),
      /** Storage is cut at this size even when the retention time is not reached: a full disk loses more. */
      retentionSize: text(/^[0-9]+(MB|GB)$/, "a size such as 20GB").default("20GB"),
    })
    .prefault({}),
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
  /** Limits and durations that differ here, by alert name. */
  alerts: z.record(z.string(), alertOverride).default({}),
});

/**
 * One environment's values. Everything that differs between environments is here; everything that does not is a
 * declaration in signals/ and alerts/. Unknown keys are refused everywhere.
 */
export const configSchema = environment
  .refine(({ jobs, withoutJobs }) => Object.keys(withoutJobs).every((job) => !(job in jobs)), {
    ...{ path: ["withoutJobs"], error: "jobs that do not stand under `jobs` as well" },
  })
  .refine(({ jobs, urls }) => jobs.anomalies === undefined || urls.anomalies !== undefined, {
    ...{ path: ["urls"], error: "the key `anomalies` as well, because `jobs.anomalies` is there" },
  });

export type ConfigValues = z.output<typeof configSchema>;
export type EnvironmentName = ConfigValues["environment"];
export type Locale = ConfigValues["locale"];
export type JobName = keyof ConfigValues["jobs"];
/** Whom a configuration knows by their role. */
export type Role = keyof ConfigValues["people"];
export type MaintenanceWindow = ConfigValues["notifications"]["maintenance"][string];
export type Weekday = (typeof weekdays)[number];
export type AlertOverride = z.output<typeof alertOverride>;
