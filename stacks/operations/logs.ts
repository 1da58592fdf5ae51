import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Config } from "../../config/load.ts";
import { type Mistake, Mistakes } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { mistakeFrom } from "./failures.ts";
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
 * What containers wrote, in the order of time, and whose lines could not be read.
 * @param since a time or a duration before now, as `docker logs --since` takes it
 */
export async function logsOf(
  config: Config,
  names: readonly string[],
  since: string,
): Promise<{ readonly lines: LogLine[]; readonly wrong: readonly Mistake[] }> {
  const host = hostOf(config.deployment.engine);
  const wrong: Mistake[] = [];
  const lines = await Promise.all(
    chosen(config, names).map(async (service) => {
      const container = nameIn(config.environment, service);
      const { code, out, error } = await ended(host.dockerCommand("logs", "--timestamps", "--since", since, container));
      // A container's own errors come on the same stream: only the code tells them from Docker's.
      if (code !== 0) {
        wrong.push(mistakeFrom(container, error));
        return [];
      }
      const said = `${out}${error}`.split("\n").filter(Boolean);
      return said.map((text): LogLine => {
        const space = text.indexOf(" ");
        return { service, at: text.slice(0, space), line: text.slice(space + 1).trimEnd() };
      });
    }),
  );
  return { lines: lines.flat().sort((a, b) => (a.at < b.at ? -1 : 1)), wrong };
}

/** Shows a container's log as it grows, until interrupted. @throws Mistakes when it cannot be read */
export async function follow(config: Config, service: string, since: string): Promise<void> {
  const host = hostOf(config.deployment.engine);
  const container = nameIn(config.environment, service);
  const [program = "", ...args] = host.dockerCommand("logs", "--follow", "--since", since, container);
  const [code] = await once(spawn(program, args, { stdio: "inherit" }), "close");
  if (code !== 0 && code !== null) throw new Mistakes([mistakeFrom(container, "its log cannot be read: see above")]);
}
