import { z } from "zod";
import { smsSettings } from "../channels/sms.ts";
import type { Part } from "../model/part.ts";
import type { Locale } from "../model/text.ts";
import {
  absolutePath,
  address,
  base,
  clock,
  duration,
  email,
  name,
  pagesAddress,
  reason,
  telephone,
  text,
  url,
} from "./forms.ts";
import { kubernetesSchema } from "./kubernetes.ts";
import { onCallSchema } from "./on-call.ts";
import { remoteWriteSchema } from "./remote-write.ts";
import { replicatedSchema } from "./replicated.ts";

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
/** From one time of day to another in the operators' time zone, over midnight when the second one is the earlier. */
const hours = { from: clock, to: clock };
const lasts = (window: { from: string; to: string }): boolean => window.from !== window.to;
const butNothing = { path: ["to"], error: "another time than `from`" };

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

/** What a platform has, of which an environment's file speaks by name. */
interface Named<Job extends string, Role extends string> {
  /** Each has an address there, or a reason why not. */
  readonly parts: readonly Pick<Part<Job>, "name" | "needed">[];
  /** Ways to people that are not there in every platform, as far as an environment says something of them. */
  readonly channels?: readonly { readonly name: string; readonly settings?: z.ZodType }[];
  /** Who is told and who is called by name of their role; their addresses stand in one place, `people`. */
  readonly roles: readonly [Role, ...Role[]];
  /** Where an environment says nothing else. */
  readonly locale: Locale;
  /** Likewise: an IANA name. */
  readonly timezone: string;
}

const each = <Key extends string, Form>(keys: readonly Key[], form: Form) =>
  Object.fromEntries(keys.map((key) => [key, form])) as Record<Key, Form>;

/**
 * The values that every environment of every platform has, by key; a platform adds its own and makes a `z.strictObject` of
 * all of them.
 */
export function settingsOf<Job extends string, Role extends string>({
  parts,
  channels = [],
  roles,
  locale,
  timezone,
}: Named<Job, Role>) {
  const aTimeZone = `an IANA time zone such as ${timezone}`;
  const needed = parts.filter((part) => part.needed).map(({ name }) => name);
  const optional = parts.filter((part) => !part.needed).map(({ name }) => name);
  const ofChannels: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
    channels.flatMap(({ name, settings }) => (settings === undefined ? [] : [[name, settings]])),
  );
  const listed = `a list of at least one of ${roles.join(", ")}`;
  const someRoles = z.array(z.enum(roles, listed), listed).min(1, listed);
  return {
    /** External label `environment` on every alert, and part of every container's and volume's name. */
    environment: name,
    /** The language of what operators read. */
    locale: z.enum(["fr", "en"]).default(locale),
    /** IANA name of the operators' time zone, for the times in messages. */
    timezone: z
      .string(aTimeZone)
      .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone), aTimeZone)
      .default(timezone),
    /** The configured host name: the `instance` label of every series (design: shared names). */
    host: name,
    /** Where people's browsers find the services; messages link there. */
    urls: z.strictObject({
      ...{ grafana: base, prometheus: base, alertmanager: base, runbooks: base },
      /** Where anomalies are recorded: pages on which people take and close them. */
      anomalies: pagesAddress.optional(),
    }),
    /** Where Prometheus reaches each scrape job. A job that is not listed is not scraped in this environment. */
    jobs: z.strictObject({ ...each(needed, address), ...each(optional, address.optional()) } as Record<
      Job,
      z.ZodOptional<typeof address>
    >),
    /** Jobs that this environment has not, each with the reason. Alerts that need one do not exist there. */
    withoutJobs: z.strictObject(each(optional, reason.optional())).prefault({} as never),
    /** What blackbox-exporter asks for: label `target` = the key. */
    probes: z.record(
      name,
      z.strictObject({
        url,
        /** A text the page must contain; without it a 200 with an error page would pass. */
        contains: text(/./, "a text that the page contains").optional(),
      }),
    ),
    /** How long alerts go on after their last bad value, by severity, where it is not as the declarations say. */
    keepFiringFor: z.strictObject({ critical: duration.optional(), warning: duration.optional() }).default({}),
    /** Their addresses: who is told, and who is called when nobody acts. */
    people: z.strictObject(each(roles, email)),
    /** Their numbers, for the steps and runbooks that say whom to call. */
    telephones: z.strictObject(each(roles, telephone.optional())).prefault({} as never),
    /** Who of them is called this week. */
    onCall: onCallSchema(roles, timezone).optional(),
    notifications: z.strictObject({
      /** Directory in which Alertmanager reads its secret files; their names are fixed. */
      secrets: absolutePath.default("/run/secrets/alertmanager"),
      email: z.strictObject({
        smarthost: address,
        from: email,
        username: text(/./, "the name that the mail server knows"),
        requireTls: z.boolean().default(true),
        /** Who gets the mails of a severity; information comes once a day, as a digest. */
        to: z.strictObject({ critical: someRoles, warning: someRoles, info: someRoles }),
      }),
      /**
       * Also tells by SMS what takes the platform down: a topic of Amazon SNS to which the telephones are subscribed. Its
       * credentials are the secret file that AWS_SHARED_CREDENTIALS_FILE names in Alertmanager's environment.
       */
      sms: smsSettings.optional(),
      ...ofChannels,
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
              /** What visitors read of it beforehand, in both languages; without it they are not told. */
              public: z
                .strictObject({ fr: text(/./, "a sentence in French"), en: text(/./, "a sentence in English") })
                .optional(),
            })
            .refine(lasts, butNothing)
            .refine(({ weekdays, date }) => weekdays === undefined || date === undefined, {
              path: ["date"],
              error: "either `date` or `weekdays`",
            }),
        )
        .default({}),
    }),
    remediation: z
      .strictObject({
        /** What is done without a person, each as `<action> <target>`; anything else that is declared is only said. */
        act: z.array(z.string('an action and its target such as "restart web"')).default([]),
        /** The directory of the socket at which the machine itself answers; without it, nothing is done there. */
        host: absolutePath.optional(),
      })
      .prefault({}),
    prometheus: z
      .strictObject({
        retention: duration.default("100d"),
        /** Storage is cut at this size even when the retention time is not reached: a full disk loses more. */
        retentionSize: text(/^[0-9]+(MB|GB)$/, "a size such as 20GB").default("20GB"),
        /** Directory in which Prometheus reads its secret files. */
        secrets: absolutePath.default("/run/secrets/prometheus"),
        /** Services that are sent the samples as well (docs/scaling.md). */
        remoteWrite: remoteWriteSchema,
      })
      .prefault({}),
    /** Asks for the same as objects of a cluster with the Prometheus operator (docs/kubernetes.md). */
    kubernetes: kubernetesSchema.optional(),
    /** Asks for the same over several hosts, of which any may fail (docs/scaling.md). */
    replicated: replicatedSchema.optional(),
    /** Limits and durations that differ here, by alert name. */
    alerts: z.record(z.string(), alertOverride).default({}),
  };
}

/** Jobs that are declared missing must not stand under `jobs` as well. */
export const eitherHasItOrNot = <Values extends z.ZodType<{ readonly jobs: object; readonly withoutJobs: object }>>(
  values: Values,
): Values =>
  values.refine(({ jobs, withoutJobs }) => Object.keys(withoutJobs).every((job) => !(job in jobs)), {
    path: ["withoutJobs"],
    error: "jobs that do not stand under `jobs` as well",
  });

const anyPlatform = z.strictObject(
  settingsOf<string, string>({ parts: [], roles: ["anyone"], locale: "en", timezone: "UTC" }),
);

/** What the kit knows of an environment's values. */
export type Settings = Omit<z.output<typeof anyPlatform>, "jobs" | "withoutJobs" | "people" | "telephones"> & {
  readonly jobs: Readonly<Record<string, string | undefined>>;
  readonly withoutJobs: Readonly<Record<string, string | undefined>>;
  readonly people: Readonly<Record<string, string>>;
  readonly telephones: Readonly<Record<string, string | undefined>>;
};
export type MaintenanceWindow = Settings["notifications"]["maintenance"][string];
export type Weekday = (typeof weekdays)[number];
