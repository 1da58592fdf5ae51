import { logCountsOf } from "../../kit/model/log-count.ts";
import { harmless, less, more, restless } from "../../kit/model/ways.ts";
import { access, mongodb, nginx, pino, slowQuery, syslog, uncaught } from "./log-lines.ts";
import { apiLog, logSources, mongodbLog, nginxErrorLog, systemLog, webLog } from "./log-sources.ts";

const counted = logCountsOf("log-rules");

/** Of what is not there while all is well. */
const onlyMore = harmless({
  "fewer lines of trouble than there were": [...less, "vanishes", "is there every other sample"],
  "it counts lines of minutes: told by how many, not by how they come and go": ["freezes", ...restless],
});

/** What is counted in logs, by the job that counts it. */
export const logCounts = {
  uncaught: counted("uncaught_exceptions", {
    about:
      "Errors that nobody caught, in the API or the web site: the program has ended, or does not know what it does.",
    sources: [apiLog, webLog],
    where: { level: "fatal" },
    by: ["service"],
    over: "10m",
    examples: {
      counted: [
        uncaught("TypeError: Cannot read properties of undefined (reading 'volunteers')"),
        pino("fatal", "uncaughtException", { err: { type: "Error", message: "x", stack: "Error: x\n    at y" } }),
      ],
      not: [
        pino("error", "request failed", { err: { type: "MongoServerError", message: "timed out", stack: "…" } }),
        pino("info", "TypeError is a word in an announcement"),
      ],
    },
    harmless: onlyMore,
  }),
  slowQueries: counted("slow_queries", {
    about: "Operations that took MongoDB longer than its slowms (100 ms), by collection.",
    sources: [mongodbLog],
    where: { message: /^Slow query/, topic: "COMMAND" },
    by: ["collection"],
    over: "5m",
    examples: {
      counted: [
        slowQuery("benevoclic.announcements", "COLLSCAN", 2512),
        slowQuery("benevoclic.users", "IXSCAN { userId: 1 }", 180),
      ],
      not: [mongodb("NETWORK", "Connection ended"), mongodb("INDEX", "Slow query is no longer logged")],
    },
    harmless: onlyMore,
  }),
  scans: counted("collection_scans", {
    about: "Slow operations that read a whole collection, by collection: an index is missing.",
    sources: [mongodbLog],
    where: { message: /^Slow query/, plan: "COLLSCAN" },
    by: ["collection"],
    over: "5m",
    examples: {
      counted: [slowQuery("benevoclic.announcements", "COLLSCAN", 2512)],
      not: [slowQuery("benevoclic.announcements", "IXSCAN { dateEvent: 1 }", 2512)],
    },
    harmless: onlyMore,
  }),
  upstreamErrors: counted("upstream_errors", {
    about: "Requests that nginx could not pass to the API or the site behind it, by the server that was asked.",
    sources: [nginxErrorLog],
    where: { message: /upstream/, level: ["error", "fatal"] },
    by: ["server"],
    over: "5m",
    examples: {
      counted: [
        nginx("error", "connect() failed (111: Connection refused) while connecting to upstream"),
        nginx("error", "upstream timed out (110: Connection timed out) while reading response header from upstream"),
      ],
      not: [
        nginx("warn", "an upstream response is buffered to a temporary file /var/cache/nginx/proxy_temp/1"),
        nginx("error", 'open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file or directory)'),
      ],
    },
    harmless: onlyMore,
  }),
  sshFailures: counted("ssh_failures", {
    about: "Logins over ssh that were refused.",
    sources: [systemLog],
    where: { program: /^sshd/, message: /^(Failed|Invalid|Connection closed by authenticating)/ },
    over: "10m",
    examples: {
      counted: [
        syslog("sshd", "Failed password for invalid user admin from 203.0.113.9 port 40022 ssh2"),
        syslog("sshd-session", "Invalid user oracle from 203.0.113.9 port 40023"),
      ],
      not: [
        syslog("sshd", "Accepted publickey for deploy from 203.0.113.9 port 40022 ssh2: ED25519 SHA256:x"),
        syslog("sudo", "Failed to look like sshd"),
      ],
    },
    harmless: onlyMore,
  }),
  sshPasswords: counted("ssh_passwords_accepted", {
    about: "Logins over ssh with a password: people of this host come with keys.",
    sources: [systemLog],
    where: { program: /^sshd/, message: /^Accepted (password|keyboard-interactive)/ },
    over: "10m",
    examples: {
      counted: [syslog("sshd", "Accepted password for deploy from 203.0.113.9 port 40022 ssh2")],
      not: [syslog("sshd", "Accepted publickey for deploy from 203.0.113.9 port 40022 ssh2: ED25519 SHA256:x")],
    },
    harmless: onlyMore,
  }),
  sudoFailures: counted("sudo_failures", {
    about: "Passwords that sudo refused.",
    sources: [systemLog],
    where: { program: "sudo", message: /authentication failure|incorrect password/ },
    over: "10m",
    examples: {
      counted: [
        syslog(
          "sudo",
          "pam_unix(sudo:auth): authentication failure; logname=jean uid=1000 euid=0 tty=/dev/pts/0 ruser=jean rhost=  user=jean",
        ),
      ],
      not: [syslog("sudo", "jean : TTY=pts/0 ; PWD=/home/jean ; USER=root ; COMMAND=/usr/bin/apt update")],
    },
    harmless: onlyMore,
  }),
  outOfMemory: counted("processes_killed", {
    about: "Processes that the kernel killed for want of memory, in a container or on the host.",
    sources: [systemLog],
    where: { program: "kernel", message: /Killed process/ },
    over: "10m",
    examples: {
      counted: [
        syslog("kernel", "[12.3] Out of memory: Killed process 4711 (node) total-vm:1234kB, anon-rss:1000kB"),
        syslog("kernel", "[12.3] Memory cgroup out of memory: Killed process 4711 (mongod) total-vm:1234kB"),
      ],
      not: [syslog("kernel", "[12.3] node invoked oom-killer: gfp_mask=0xcc0, order=0")],
    },
    harmless: onlyMore,
  }),
  renewalFailures: counted("renewal_failures", {
    about: "Certificates that certbot could not renew.",
    sources: [systemLog],
    where: { program: "certbot", message: /Failed to renew|renewal failed|All renewals failed/i },
    over: "60m",
    examples: {
      counted: [syslog("certbot", "Failed to renew certificate api.benevoclic.fr with error: timed out")],
      not: [syslog("certbot", "Certificate not yet due for renewal")],
    },
    harmless: onlyMore,
  }),
  trouble: counted("trouble", {
    about:
      "Lines that say that something is wrong, by what they say without its numbers; of the 30 most frequent kinds.",
    sources: logSources,
    where: { level: ["warn", "error", "fatal"] },
    by: ["service", "level"],
    kinds: 30,
    over: "15m",
    examples: {
      counted: [
        pino("error", "request 4711 failed after 2512 ms"),
        uncaught("TypeError: Cannot read properties of undefined (reading 'volunteers')"),
        pino("warn", "slow answer of 2512 ms"),
        pino("error", "long ".repeat(100)),
      ],
      not: [pino("info", "request failed, says an announcement")],
    },
    harmless: onlyMore,
  }),
  lines: counted("lines", {
    about: "Lines of a service; 0 where it wrote some within the hour and none within these minutes.",
    sources: logSources,
    by: ["service"],
    over: "15m",
    remembers: "60m",
    examples: {
      counted: [pino("info", "request completed"), access("GET /announcements?near=me", 200)],
      not: [],
    },
    harmless: harmless({
      "more or fewer lines than usual: what they say is what counts": [...more, "steps back", ...restless],
      "MonitoringTargetMissing tells a collector or a counter that is gone": [
        "vanishes",
        "freezes",
        "is there every other sample",
      ],
    }),
  }),
} as const;
