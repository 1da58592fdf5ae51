import type { Config } from "../../config/load.ts";
import { refuse } from "../../kit/model/mistakes.ts";
import { placesOf } from "../hosts.ts";
import { placeName } from "../names.ts";
import { alone } from "./alone.ts";
import { saveApproval } from "./approval.ts";
import { type DeployOptions, deploy, lookedAt, plansOf } from "./deploy.ts";
import { recorded } from "./record.ts";
import { type Status, statusOf } from "./status.ts";

/**
 * Looks at every engine of an environment and plans, and changes nothing.
 * @param save a file for the plan: who approves it lets exactly that be done
 * @returns Terraform's own words, with every attribute that changes
 * @throws Mistakes
 */
export async function planOf(
  config: Config,
  tell: (line: string) => void,
  { adopt = false, save }: { readonly adopt?: boolean; readonly save?: string | undefined } = {},
): Promise<string> {
  const plans = [];
  for (const place of placesOf(config)) plans.push(...(await plansOf(place, tell, adopt)));
  if (save !== undefined) saveApproval(save, config.environment, plans);
  return plans.map(({ stack, text }) => `${stack.name}\n\n${text}\n`).join("\n");
}

/**
 * Puts an environment on its engine; or on that of each of its hosts, one after the other, so that all but one do their work at each moment.
 * A host that does not is the first, and the next one is touched when all others do.
 * @returns what was seen, of each engine
 * @throws Mistakes with everything that is in the way on any of them, before the first has changed; or with the reason of the failure, and the hosts
 *   behind it are as they were
 */
export const rolledOut = (config: Config, options: DeployOptions): Promise<Status[]> =>
  alone(config, () => onEach(config, options));

async function onEach(config: Config, options: DeployOptions): Promise<Status[]> {
  const { tell, adopt = false } = options;
  const places = placesOf(config);
  const [one] = places;
  // The audit log stands beside node-exporter, which hosts that only watch have not.
  if (one.watchHost === undefined)
    return [await recorded(one, tell, (telling) => deploy(one, { ...options, tell: telling }))];

  const looks = [];
  for (const host of places) looks.push({ host, looked: await lookedAt(host, tell, adopt) });
  const hosts = [];
  for (const look of looks) hosts.push({ ...look, worked: await works(look.host) });
  const seen = new Map<Config, Status>();
  for (const { host, looked, worked } of [...hosts].sort((a, b) => Number(a.worked) - Number(b.worked))) {
    if (worked) await expectToWork(places.filter((other) => other !== host));
    tell(`now ${host.watchHost?.name}`);
    seen.set(host, await deploy(host, options, looked));
  }
  return places.flatMap((host) => seen.get(host) ?? []);
}

const works = async (host: Config): Promise<boolean> =>
  (await statusOf(host, { compare: false })).services.every(({ health }) => health === "healthy");

/** @throws Mistakes naming the hosts that do not */
async function expectToWork(hosts: readonly Config[]): Promise<void> {
  for (const host of hosts) {
    if (await works(host)) continue;
    const what = "does not work, and no other host is touched while it does not";
    refuse([{ where: placeName(host), what, remedy: "`npm run status` says what ails it; deploy again" }]);
  }
}
