import { z } from "zod";

/**
 * The faults that the simulated platform knows how to have: what is broken, in the platform's own terms.
 * What an operator must be told of each is declared elsewhere, beside its text.
 */
export const platformFaults = [
  /** The API's port refuses connections and drops the open ones. */
  "api-down",
  /** A tenth of the requests that reach a business route answer 500. */
  "api-errors",
  /** Only `POST /announcement/:id/register` answers 500 (benevoclic.md section 7, the second anomaly). */
  "api-route-errors",
  /** Eight requests in a thousand answer 500: less than anybody notices at once, eight times what the objective allows. */
  "api-errors-few",
  /** One request in six is refused with 400: a new front end sends what the API does not expect. */
  "api-refuses-requests",
  /** P95 of 2.5 s, P99 of 4.5 s (benevoclic.md section 7), in the API itself: the database is well. */
  "api-slow",
  /** Every answer takes two and a half times as long, still below the limits. */
  "api-slower",
  /** Only `GET /volunteer/:id` is slow, as `api-slow` is: too little used to show in the whole. */
  "api-route-slow",
  /** `GET /announcements/search` never answers, until the fault is over. */
  "api-requests-stuck",
  /** What stands before the API answers 502 to everybody outside; the process is well. */
  "api-unreachable",
  /** What stands before the API and the front end is gone; both are well behind it. */
  "entrance-down",
  /** The port refuses connections for three seconds in every minute. */
  "api-flapping",
  /** The process is replaced every two minutes, and does not answer for five seconds. */
  "api-restarts",
  /** A leak: 900 MiB of JavaScript objects that no collection frees. */
  "api-heap-full",
  /** The garbage collector stops the process for a quarter of the time. */
  "api-gc-pressure",
  /** 97 % of the files and connections that the process may have are open. */
  "api-files-open",
  /** `/metrics` answers 500, the rest is well. */
  "api-metrics-broken",
  /** The event loop stands still for 600 ms in every second. */
  "api-stalls",
  /** Reading from the database takes seconds (a missing index), and the API's answers with it. */
  "database-slow",
  /** The API's driver loses its connections: one request in five that needs the database fails. */
  "database-errors",
  /** The database is gone: whatever needs it fails once the driver gives up; the harness stops the server. */
  "mongodb-down",
  /** Somebody tries passwords, five a second. */
  "login-attack",
  /** Somebody tries passwords patiently, one every ten seconds. */
  "login-attack-slow",
  /** Stolen passwords that are right: two logins a second succeed beside the usual ones. */
  "logins-surge",
  /** Every login by Google is refused. */
  "login-provider-failing",
  /** The sign-in page is broken: nobody's attempt reaches the API. */
  "logins-lost",
  /** Somebody without a valid token walks through what only signed-in people may see, five requests a second. */
  "access-attack",
  /** Somebody asks for random URLs, twenty a second, each a new series. */
  "series-flood",
  /** A new version puts the document's id into the operation's name whenever it reads one: ten series each. */
  "series-unbounded",
  /** Nobody reaches the API any more, which is well itself. */
  "traffic-lost",
  /** Three visitors in four do not reach the API any more. */
  "traffic-fallen",
  /** Four times as many visitors as usual. */
  "traffic-surge",
  /** The web front end's port refuses connections and drops the open ones. */
  "web-down",
  /** The web front end's port refuses connections for five of every ten seconds: one of two processes behind nginx is dead. */
  "web-flapping",
  /** The web front end's process is busy with itself, and uses a whole core. */
  "web-busy",
  /** The front page answers 200 with an error page. */
  "web-error-page",
  /** The front page takes three and a half seconds; with four, a probe gives up. */
  "web-slow",
  /** The certificates of the public addresses expire in five days. */
  "certificate-expiring",
  /** They expire in twelve hours. */
  "certificate-last-hours",
  /** They expire in five minutes, and are refused from then on. */
  "certificate-expired",
  /** The machine is gone, and everything on it; the harness stops what is no part of the platform. */
  "host-down",
  /** The machine was started again: its counters begin at zero. */
  "host-reboot",
  /** 98 % busy, load 3.8: the incident of benevoclic.md section 7 reached 95 % at its peak. */
  "host-cpu",
  /** Processes pile up, ten at a time. */
  "host-load",
  /** 97 % of the memory is used. */
  "host-memory",
  /** Memory goes to swap and back all the time. */
  "host-swap",
  /** The kernel kills processes for want of memory, two a minute. */
  "host-oom",
  /** 96 % of the disk is used. */
  "host-disk",
  /** The disk fills by three hundredths of its size an hour, and is more than half full. */
  "host-disk-growing",
  /** A log without end fills half of the disk in an hour. */
  "host-disk-filling-fast",
  /** Nearly all inodes are taken. */
  "host-inodes",
  /** The disk is busy all the time and processes wait for it. */
  "host-disk-busy",
  /** The root file system was remounted read-only. */
  "host-readonly",
  /** The line carries all it can. */
  "host-network-saturated",
  /** Received packets are damaged. */
  "host-network-errors",
  /** The connection tracking table is nearly full. */
  "host-conntrack",
  /** Nearly all file handles are open. */
  "host-files",
  /** The clock has drifted and is not synchronised. */
  "host-clock",
  /** A report for the textfile collector was cut off in the middle. */
  "host-textfile",
  /** node-exporter cannot read the load any more; it answers, without it. */
  "collector-failing",
  /** The last audit of the API's packages found a critical vulnerability. */
  "quality-vulnerability",
] as const;

export type PlatformFault = (typeof platformFaults)[number];

/** Faults in the state of a process of the platform: the next process is well again. */
export const ofProcess: ReadonlySet<string> = new Set<PlatformFault>([
  "api-down",
  "api-requests-stuck",
  "api-stalls",
  "api-heap-full",
  "api-gc-pressure",
  "api-files-open",
  "web-down",
  "web-error-page",
  "web-slow",
]);

/** What a model asks: is this broken now? */
export interface Faults {
  active(name: PlatformFault): boolean;
}

/** A platform that is well. */
export const noFaults: Faults = { active: () => false };

/**
 * `faults.json` in the state directory. A name may belong to another part of the local run (a process manager, a
 * sink), so any name is accepted here.
 */
export const faultsFileSchema = z.strictObject({
  active: z.array(z.strictObject({ name: z.string().min(1), since: z.iso.datetime() })),
});

/** `since` is an ISO 8601 instant. */
export type FaultsFile = z.infer<typeof faultsFileSchema>;
