import { isIPv4 } from "node:net";
import type { Mistake } from "../../kit/model/mistakes.ts";
import { publishedAll } from "../service.ts";
import { type Check, placeOf, type Subject } from "./check.ts";

/** A socket that listens on the host. */
interface Listener {
  readonly address: string;
  readonly port: number;
}

async function listeners({ host }: Subject): Promise<Listener[]> {
  const lines = (await host.run("ss", "-ltnH")).split("\n").filter(Boolean);
  return lines.map((line) => {
    const local = line.trim().split(/\s+/)[3] ?? "";
    const colon = local.lastIndexOf(":");
    return { address: local.slice(0, colon).replace(/%.*|[[\]]/g, ""), port: Number(local.slice(colon + 1)) };
  });
}

const everywhere = new Set(["0.0.0.0", "*", "::"]);
const covers = (listener: Listener, address: string) =>
  everywhere.has(listener.address) || listener.address === address;

/** The ports that services publish are free, or held by the containers that they are now. */
export const portCheck: Check = async (subject) => {
  const held = await listeners(subject);
  const taken = subject.services.flatMap((service) => {
    if (subject.containers.get(service.name)?.running) return [];
    const where = placeOf(subject, service.name);
    return publishedAll(subject.config, service)
      .filter(({ address, port }) => held.some((listener) => listener.port === port && covers(listener, address)))
      .map((published) => ({ where, ...published }));
  });
  const mistakes = taken.map(async ({ where, name, address, port, key }): Promise<Mistake> => {
    const container = (await subject.host.docker("ps", "--filter", `publish=${port}`, "--format", "{{.Names}}")).trim();
    const what = `port ${port}, which ${name} needs on ${address}, is taken by`;
    return container === ""
      ? {
          where,
          what: `${what} another program of the host`,
          remedy: `\`ss -ltnp 'sport = :${port}'\` there names it; stop it, or set ${key}`,
        }
      : {
          where,
          what: `${what} the container ${container}`,
          remedy: `\`docker rm --force ${container}\` there if it is not wanted, or set ${key}`,
        };
  });
  return { mistakes: await Promise.all(mistakes) };
};

/** What Prometheus scrapes on the host itself listens where containers reach it. */
export const reachableCheck: Check = async (subject) => {
  const { config, host } = subject;
  // Not by the network's IPAM, which names no gateway until the engine has been restarted once.
  const bridge = await host.sh("ip -4 -o addr show docker0 2>/dev/null || true");
  const gateway = /inet ([\d.]+)/.exec(bridge)?.[1] ?? "";
  const held = await listeners(subject);
  const jobs = Object.entries(config.jobs).filter(([, address]) => address?.startsWith("host.docker.internal:"));
  const mistakes: Mistake[] = [];
  const notices: Mistake[] = [];
  for (const [job, address = ""] of jobs) {
    const port = Number(address.split(":")[1]);
    const there = held.filter((listener) => listener.port === port);
    const where = config.at(["jobs", job]);
    if (there.length === 0) {
      const remedy = "start it; until then its alerts fire";
      notices.push({ where, what: `jobs.${job}: nothing listens on port ${port} of the host`, remedy });
    } else if (isIPv4(gateway) && !there.some((listener) => covers(listener, gateway))) {
      const what = `jobs.${job}: port ${port} listens on ${there.map(({ address }) => address).join(", ")} only; containers reach the host at ${gateway}`;
      mistakes.push({
        where,
        what,
        remedy: `let it listen on ${gateway} too, and let the firewall pass it from the containers`,
      });
    }
  }
  return { mistakes, notices };
};
