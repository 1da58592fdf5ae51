import { z } from "zod";
import { durationPattern } from "../model/durations.ts";

// The forms that values in a configuration file take. Each says in its own words what is allowed.

/** Text of one form; `allowed` describes it, whatever else is found. */
export const text = (form: RegExp, allowed: string) => z.string(allowed).regex(form, allowed);

export const duration = text(durationPattern, "a duration such as 30s, 10m, 4h or 100d");
export const bytes = text(/^[0-9]+(MiB|GiB)$/, "a size such as 256MiB or 2GiB");
const anAddress = "an address such as prometheus:9090, with a port from 1 to 65535";
/** `host:port`, where Prometheus reaches a service from inside its network. */
export const address = z.string(anAddress).refine((found) => {
  const port = /^[A-Za-z0-9.-]+:([1-9][0-9]*)$/.exec(found)?.[1];
  return Number(port) <= 65_535;
}, anAddress);
export const url = z.url({ protocol: /^https?$/, error: "a URL that starts with http:// or https://" });
/** What paths are added to: `https://a/b/` means the same as `https://a/b`. */
export const base = url.transform((text) => text.replace(/\/+$/, ""));
const aPagesAddress = "an address of a host and /anomalies, such as https://monitoring.example.org/anomalies";
/** The anomalies' pages stand below the same path everywhere, behind nginx and at the end of a tunnel. */
export const pagesAddress = base.refine((address) => new URL(address).pathname === "/anomalies", aPagesAddress);
export const email = z.email("an e-mail address");
/** A person's number, to be called from anywhere. https://www.itu.int/rec/T-REC-E.123 */
export const telephone = text(/^\+[1-9][0-9 ]{6,18}[0-9]$/, "a number with its country, such as +33 6 12 34 56 78");
const aClock = "a time of day such as 03:30, from 00:00 to 23:59";
export const clock = text(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, aClock);
export const name = text(/^[a-z][a-z0-9-]*$/, "lower-case letters, digits and dashes");
export const reason = text(/.{10}/, "a reason of at least 10 characters");
export const absolutePath = text(/^\//, "an absolute path");
