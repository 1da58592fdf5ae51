import type { Config } from "../kit/config/load.ts";
import type { Deployed } from "../parts/deployed.ts";
import { parts } from "../parts/every.ts";
import { nameIn } from "./names.ts";

/** Whether MongoDB runs beside the API, as a container of its own: in production it is Atlas. benevoclic.md section 1 */
const hasOwnMongodb = (environment: string): boolean => environment !== "production";

/**
 * What the commands of next steps call by a name that differs by environment: `{{pm2}}`, `{{mongosh}}`,
 * `{{prometheus_container}}` and so on; `{{job_container}}` is the one of the alert's label `job`.
 */
export function placesIn({ environment, deployment }: Config & Pick<Deployed, "deployment">): Record<string, string> {
  const { pm2, secrets } = deployment as Deployed["deployment"] & { readonly secrets: string };
  const [user] = pm2.user.split(":");
  const sockets = `PM2_DAEMON_RPC_PORT=${pm2.sockets}/rpc.sock PM2_DAEMON_PUB_PORT=${pm2.sockets}/pub.sock`;
  const services = parts.flatMap(({ name, service }) =>
    service === undefined ? [] : [{ job: name, service: service.name }],
  );
  const ofJob = services
    .filter(({ job, service }) => job !== service)
    .map(({ job, service }) => ` | reReplaceAll "^${job}$" "${service}"`);
  return {
    // Without the user and the sockets, PM2 starts a second daemon, whose list is empty (docs/pm2-exporter.md).
    pm2: `sudo -H -u '#${user}' env ${sockets} pm2`,
    // The user of the business exporter: it may read. mongosh hides the password from the list of processes.
    mongosh: `mongosh "$(sudo cat ${secrets}/business-exporter/mongodb-uri)" --quiet --eval 'use("benevoclic")'`,
    mongodb_state: hasOwnMongodb(environment)
      ? "docker ps --all --filter name=mongo"
      : `timeout 10 mongosh "$(sudo cat ${secrets}/business-exporter/mongodb-uri)" --quiet --eval 'db.hello().primary'`,
    mongodb_log: hasOwnMongodb(environment)
      ? "docker logs --since 15m $(docker ps -aqf name=mongo) 2>&1 | grep -iE 'fatal|oom|shutdown' | tail -5"
      : `mongosh "$(sudo cat ${secrets}/business-exporter/mongodb-uri)" --quiet --eval 'db.serverStatus().uptime'`,
    ...Object.fromEntries(
      services.map(({ service }) => [`${service.replaceAll("-", "_")}_container`, nameIn(environment, service)]),
    ),
    job_container: nameIn(environment, `{{ $labels.job${ofJob.join("")} | reReplaceAll "[^a-z-]" "?" }}`),
  };
}
