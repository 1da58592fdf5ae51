import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { ended, hostOf } from "./host.ts";

interface LogLine {
  readonly service: string;
  /** RFC 3339, as the engine received it. */
  readonly at: string;
  readonly line: string;
}

/** The names that logs can be asked for: services, and the writers of their configurations. */
function logged(config: Config): string[] {
  return servicesOf(config)
    .filter((service) => isEnabled(config, service))
    .flatMap(({ name, configuration }) => (configuration ? [name, `${name}-config-writer`] : [name]));
}

/** @throws Mistakes when nothing has that name. */
export function chosen(config: Config, names: readonly string[]): string[] {
  const all = logged(config);
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    const what = `is nothing that has a log; allowed: ${all.join(", ")}`;
    throw new Mistakes(unknown.map((where) => ({ where, what, remedy: "name one of them" })));
  }
  return names.length > 0 ? [...names] : all;
}

/**
 * What containers wrote, in the order of time.
 * @param since a time or a duration before now, as `docker logs --since` takes it
 */
export async function logsOf(config: Config, names: readonly string[], since: string): Promise<LogLine[]> {
  const host = hostOf(config.deployment.engine);
  const lines = await Promise.all(
    chosen(config, names).map(async (service) => {
      const container = nameIn(config.environment, service);
      const { out, error } = await ended(host.dockerCommand("logs", "--timestamps", "--since", since, container));
      const said = `${out}${error}`.split("\n").filter(Boolean);
      return said.map((text): LogLine => {
        const space = text.indexOf(" ");
        return { service, at: text.slice(0, space), line: text.slice(space + 1).trimEnd() };
      });
    }),
  );
  return lines.flat().sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Shows a container's log as it grows, until interrupted. */
export async function follow(config: Config, service: string, since: string): Promise<void> {
  const host = hostOf(config.deployment.engine);
  const container = nameIn(config.environment, service);
  const [program = "", ...args] = host.dockerCommand("logs", "--follow", "--since", since, container);
  await once(spawn(program, args, { stdio: "inherit" }), "close");
}
