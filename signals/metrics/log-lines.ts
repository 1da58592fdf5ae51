import type { WrittenLine } from "../../kit/model/log-count.ts";

// Lines as the real programs write them into their files, for the examples of counts and for the simulator.

const pinoNumbers = { info: 30, warn: 40, error: 50, fatal: 60 } as const;

/** pino, as nestjs-pino and Nitro write it. */
export const pino =
  (level: keyof typeof pinoNumbers, msg: string, more: object = {}): WrittenLine =>
  (at) =>
    JSON.stringify({ level: pinoNumbers[level], time: at.getTime(), pid: 4711, hostname: "vps", ...more, msg });

/** Node itself, of an error that nobody caught. */
export const uncaught =
  (error: string): WrittenLine =>
  () =>
    `${error}\n    at AnnouncementsService.search (/srv/api/dist/announcements.service.js:42:17)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;

const two = (value: number) => String(value).padStart(2, "0");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const clock = (at: Date) => [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(":");

/** nginx's combined access log, of a visitor whose address is one of documentation's (RFC 5737). */
export const access =
  (request: string, status: number): WrittenLine =>
  (at) =>
    `203.0.113.7 - - [${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${clock(at)} +0000] "${request} HTTP/1.1" ${status} 157 "https://www.benevoclic.fr/?utm=a" "Mozilla/5.0"`;

/** nginx's error log. */
export const nginx =
  (level: string, message: string, server = "api.benevoclic.fr"): WrittenLine =>
  (at) =>
    `${at.getUTCFullYear()}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())} ${clock(at)} [${level}] 812#812: *4711 ${message}, client: 203.0.113.7, server: ${server}, request: "GET /announcements?near=me HTTP/1.1", upstream: "http://127.0.0.1:3000/announcements?near=me", host: "${server}"`;

/** MongoDB's structured log, of an operation that took longer than its `slowms` (100). */
export const slowQuery =
  (namespace: string, planSummary: string, durationMillis: number): WrittenLine =>
  (at) =>
    mongodbLine(at, "COMMAND", "Slow query", {
      type: "command",
      ns: namespace,
      command: { find: namespace.split(".")[1], filter: { email: "somebody@example.org" } },
      planSummary,
      durationMillis,
    });

/** Anything else that it says. */
export const mongodb =
  (topic: string, msg: string, attr: object = {}): WrittenLine =>
  (at) =>
    mongodbLine(at, topic, msg, attr);

const mongodbLine = (at: Date, c: string, msg: string, attr: object) =>
  JSON.stringify({
    t: { $date: at.toISOString().replace("Z", "+00:00") },
    ...{ s: "I", c, id: 51803, ctx: "conn42", msg, attr },
  });

/** rsyslog, as Debian configures it. */
export const syslog =
  (program: string, message: string): WrittenLine =>
  (at) =>
    `${at.toISOString().replace("Z", "000+00:00")} vps ${program}${program === "kernel" ? "" : "[4711]"}: ${message}`;
