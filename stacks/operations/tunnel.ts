import type { Config } from "../../config/load.ts";
import { strictSsh } from "../engine.ts";
import { isEnabled, publishedAll, servicesOf } from "../service.ts";

interface Tunnel {
  /** The command that opens it; absent where the engine is on this machine. */
  readonly command?: readonly string[];
  /** Service -> where a browser here finds it. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** How a person reaches the services' own pages, which no one else can: through ssh, on the same ports here. */
export function tunnelTo(config: Config): Tunnel {
  const shown = servicesOf(config)
    .filter((service) => isEnabled(config, service) && service.listens.network === "private")
    .flatMap((service) => publishedAll(config, service));
  const addresses = Object.fromEntries(shown.map(({ name, port }) => [name, `http://127.0.0.1:${port}`]));
  const { engine } = config.deployment;
  if (!engine.startsWith("ssh://")) return { addresses };
  const { username, hostname, port } = new URL(engine);
  const forwards = shown.flatMap(({ address, port }) => ["-L", `127.0.0.1:${port}:${address}:${port}`]);
  const destination = username === "" ? hostname : `${username}@${hostname}`;
  // A connection of its own: the shared one would keep the ports open after its end.
  const options = [...strictSsh, "-o", "ExitOnForwardFailure=yes", ...(port === "" ? [] : ["-p", port])];
  return { command: ["ssh", "-N", ...options, ...forwards, destination], addresses };
}
