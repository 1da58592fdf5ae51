import { container } from "../../kit/logs/formats/container.ts";
import { mongod } from "../../kit/logs/formats/mongod.ts";
import { nginxAccess, nginxError } from "../../kit/logs/formats/nginx.ts";
import { nodeProgram } from "../../kit/logs/formats/node-program.ts";
import { syslog } from "../../kit/logs/formats/syslog.ts";
import { logSource } from "../../kit/logs/log-source.ts";

// The files are those of benevoclic.md section 1, at the places where Debian, nginx and PM2 put them. `*` after a name: a rotated
// file is read to its end.

export const apiLog = logSource("api", {
  service: "api",
  format: nodeProgram,
  files: ["/var/log/benevoclic/api/combined*.log*"],
});

export const webLog = logSource("web", {
  service: "web",
  format: nodeProgram,
  files: ["/var/log/benevoclic/web/combined*.log*"],
});

export const nginxAccessLog = logSource("nginx-access", {
  service: "nginx",
  format: nginxAccess,
  files: ["/var/log/nginx/access.log*"],
});

export const nginxErrorLog = logSource("nginx-error", {
  service: "nginx",
  format: nginxError,
  files: ["/var/log/nginx/error.log*"],
});

export const mongodbLog = logSource("mongodb", {
  service: "mongodb",
  format: mongod,
  files: ["/var/log/mongodb/mongod.log*"],
});

export const systemLog = logSource("system", {
  service: "system",
  format: syslog,
  files: ["/var/log/auth.log*", "/var/log/syslog*"],
});

/** Our own containers, where the engine gives their lines to journald (docs/logs.md). */
const monitoringLog = logSource("monitoring", {
  service: "monitoring",
  format: container,
  files: ["/var/log/benevoclic/monitoring.log*"],
});

/** Whose lines may explain what is wrong with a component, by the label `component` of its alerts. */
export const explainedBy: Readonly<Record<string, readonly string[]>> = {
  api: ["api", "mongodb", "nginx"],
  web: ["web", "nginx"],
  database: ["mongodb", "api"],
  processes: ["api", "web", "system"],
  host: ["system"],
  security: ["system", "api", "nginx"],
  business: ["api"],
  monitoring: ["monitoring"],
};

/** Everything that is collected. */
export const logSources = [
  apiLog,
  webLog,
  nginxAccessLog,
  nginxErrorLog,
  mongodbLog,
  systemLog,
  monitoringLog,
] as const;

/** Whose lines they are: the values of the label `service`. */
export const logServices: readonly string[] = [...new Set(logSources.map(({ service }) => service))].sort();
