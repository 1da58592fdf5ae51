import path from "node:path";
import type { Config } from "../kit/config/load.ts";
import type { Deployed } from "../parts/deployed.ts";
import { parts } from "../parts/every.ts";
import { localEnvironment } from "./load.ts";
import { nameIn } from "./names.ts";

/** Whether MongoDB runs beside the API, as a container of its own: in production it is Atlas. benevoclic.md section 1 */
const hasOwnMongodb = (environment: string): boolean => environment !== "production";

/**
 * What the commands of next steps call by a name that differs by environment: `{{pm2}}`, `{{mongosh}}`,
 * `{{prometheus_container}}` and so on; `{{job_container}}` is the one of the alert's label `job`.
 */
export function placesIn(config: Config & Pick<Deployed, "deployment">): Record<string, string> {
  const { environment, deployment, jobs, probes, notifications } = config;
  const isLocal = environment === localEnvironment;
  const { pm2, secrets } = deployment as Deployed["deployment"] & { readonly secrets: string };
  const [user] = pm2.user.split(":");
  const services = parts.flatMap(({ name, service }) =>
    service === undefined ? [] : [{ job: name, service: service.name }],
  );
  const ofJob = parts.flatMap(({ name, scrape }) => {
    const service = services.find(({ job }) => job === (scrape.sameAs ?? name))?.service;
    return service === undefined || service === name ? [] : [` | reReplaceAll "^${name}$" "${service}"`];
  });
  // simulator/ puts a program beside its sockets that stands for it.
  const docker = isLocal ? path.resolve(pm2.sockets, "../../docker") : "docker";
  const mongodbUri = isLocal
    ? `cat ${notifications.secrets}/mongodb-uri`
    : `sudo cat ${secrets}/business-exporter/mongodb-uri`;
  const publicly = (probe: string) => new URL(probes[probe]?.url ?? "http://nowhere.invalid");
  const [api, web] = [publicly("api-health"), publicly("web-home")];
  return {
    // Of this project's own commands.
    environment,
    // As the host itself reaches them, and as visitors do.
    api: `http://127.0.0.1:${jobs["benevoclic-api"]?.split(":").at(-1) ?? 3000}`,
    web: isLocal ? web.origin : "http://127.0.0.1:5482",
    ...{ public_api: api.origin, public_web: web.origin, api_host: api.hostname, web_host: web.hostname },
    docker,
    // Where the apps are checked out and built (benevoclic.md section 1). simulator/ puts some there.
    checkouts: isLocal ? path.resolve(pm2.sockets, "../../srv") : "/srv",
    // Of PM2's user, whose they are: git refuses a checkout of somebody else.
    ...Object.fromEntries(
      ["git", "npm"].map((program) => [program, isLocal ? program : `sudo -iu '#${user}' ${program}`]),
    ),
    // A login of PM2's user: only there are its sockets known, and without them PM2 starts a second daemon, whose list is
    // empty (docs/pm2-exporter.md). Short, because it is read on a telephone. simulator/pm2 puts a program beside its sockets.
    pm2: isLocal ? path.resolve(pm2.sockets, "../pm2") : `sudo -iu '#${user}' pm2`,
    pm2_log: isLocal
      ? `tail -50 ${path.resolve(pm2.sockets, "../pm2.log")}`
      : `sudo -iu '#${user}' tail -50 .pm2/pm2.log`,
    // The user of the business exporter: it may read. mongosh hides the password from the list of processes.
    mongosh: `mongosh "$(${mongodbUri})" --quiet --eval 'use("benevoclic")'`,
    mongodb_state: hasOwnMongodb(environment)
      ? `${docker} ps --all --filter name=mongo`
      : `timeout 10 mongosh "$(${mongodbUri})" --quiet --eval 'db.hello().primary'`,
    mongodb_log: hasOwnMongodb(environment)
      ? `${docker} logs --since 15m "$(${docker} ps -aqf name=mongo | head -1)" 2>&1 | grep -iE 'fatal|oom|shutdown' | tail -5`
      : `mongosh "$(${mongodbUri})" --quiet --eval 'db.serverStatus().uptime'`,
    ...Object.fromEntries(
      services.map(({ service }) => [`${service.replaceAll("-", "_")}_container`, nameIn(environment, service)]),
    ),
    job_container: nameIn(environment, `{{ $labels.job${ofJob.join("")} | reReplaceAll "[^a-z-]" "?" }}`),
  };
}
