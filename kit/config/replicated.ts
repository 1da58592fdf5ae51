import { z } from "zod";
import { name, text } from "./forms.ts";

const image = text(/^[a-z0-9][a-z0-9._/:-]*:v?\d[\w.-]*$/, "an image with its release, such as quay.io/x/y:v1.2.3");

const anotherEach = "two or three hosts, each with an address of its own in the network between them";

/** What an environment says that wants no single one of anything (docs/scaling.md). */
export const replicatedSchema = z.strictObject({
  /** By name, the addresses at which they reach each other. Each runs one of everything. */
  hosts: z
    .record(name, z.ipv4("an address such as 10.0.0.11"))
    .refine((hosts) => [2, 3].includes(new Set(Object.values(hosts)).size), anotherEach)
    .refine((hosts) => new Set(Object.values(hosts)).size === Object.keys(hosts).length, anotherEach),
  images: z.strictObject({
    prometheus: image,
    "victoria-metrics": image,
    vmauth: image,
    vmalert: image,
    alertmanager: image,
  }),
});

export type ReplicatedSettings = z.output<typeof replicatedSchema>;
