import { once } from "node:events";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { type Config, loadConfig } from "../../../config/load.ts";
import { hostOf } from "../../../stacks/operations/host.ts";
import { pm2Check } from "../../../stacks/preflight/pm2.ts";
import { isEnabled, servicesOf } from "../../../stacks/service.ts";
import { temporaryDirectory, withService } from "../synthesized.ts";

const production = loadConfig("production");
const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

afterEach(() => vi.unstubAllEnvs());

/** What is found for a user, where sockets are. */
async function found(
  sockets: string,
  user: `${number}:${number}`,
  change: (config: Config) => Config = (same) => same,
) {
  const config = change({ ...production, deployment: { ...production.deployment, pm2: { user, sockets } } });
  const services = servicesOf(config).filter((service) => isEnabled(config, service));
  const { mistakes = [], notices = [] } = await pm2Check({
    config,
    host: hostOf("unix:///x"),
    services,
    containers: new Map(),
  });
  return { mistakes: mistakes.map(({ what }) => what), notices: notices.map(({ what }) => what) };
}

it("a directory that is not there is a mistake; one without PM2's socket a notice", async () => {
  const directory = temporaryDirectory();
  const absent = path.join(directory, "absent");
  expect(await found(absent, "1:1")).toEqual({
    mistakes: [`deployment.pm2.sockets: the host has no directory ${absent}`],
    notices: [],
  });
  expect(await found(directory, "1:1")).toEqual({
    mistakes: [],
    notices: [`deployment.pm2.sockets: PM2 has no socket in ${directory}`],
  });
});

/** A sudo that lets everybody do everything, and whose logins know of a socket. */
function withLogins(socket: string): void {
  const bin = temporaryDirectory();
  const sudo = `#!/bin/sh\nif [ "$2" = -iu ]; then [ "$4 $5" = 'printenv PM2_DAEMON_RPC_PORT' ] && echo '${socket}'; exit; fi\nshift; exec "$@"\n`;
  writeFileSync(path.join(bin, "sudo"), sudo, { mode: 0o755 });
  vi.stubEnv("PATH", `${bin}:${process.env.PATH}`);
}

it("a login that does not know the socket is a notice: the commands of next steps would start a second PM2", async () => {
  const sockets = temporaryDirectory();
  const server = createServer().listen(path.join(sockets, "rpc.sock"));
  await once(server, "listening");
  withLogins("/home/deploy/.pm2/rpc.sock");
  const what = `deployment.pm2.sockets: a login on the host does not know ${sockets}/rpc.sock, so that the next steps' pm2 commands start a second PM2`;
  expect(await found(sockets, `${uid}:${gid}`)).toEqual({ mistakes: [], notices: [what] });
  withLogins(`${sockets}/rpc.sock`);
  expect(await found(sockets, `${uid}:${gid}`)).toEqual({ mistakes: [], notices: [] });
  server.close();
});

it("the user must be one whom the socket and its directory let in", async () => {
  const directory = temporaryDirectory();
  const sockets = path.join(directory, "sockets");
  mkdirSync(sockets);
  withLogins(path.join(sockets, "rpc.sock"));
  const server = createServer().listen(path.join(sockets, "rpc.sock"));
  await once(server, "listening");
  const closed = (user: string) => ({
    mistakes: [`deployment.pm2.user: ${user} may not write to ${sockets}/rpc.sock`],
    notices: [],
  });
  const well = { mistakes: [], notices: [] };
  const stranger = uid + 4321;
  // As PM2 makes it.
  chmodSync(path.join(sockets, "rpc.sock"), 0o775);
  chmodSync(sockets, 0o750);
  expect(await found(sockets, `${uid}:4321`)).toEqual(well);
  expect(await found(sockets, `${stranger}:${gid}`)).toEqual(well);
  expect(await found(sockets, `${stranger}:${gid + 4321}`)).toEqual(closed(`${stranger}:${gid + 4321}`));
  chmodSync(sockets, 0o700);
  expect(await found(sockets, `${stranger}:${gid}`)).toEqual(closed(`${stranger}:${gid}`));
  chmodSync(sockets, 0o750);
  chmodSync(path.join(sockets, "rpc.sock"), 0o755);
  expect(await found(sockets, `${stranger}:${gid}`)).toEqual(closed(`${stranger}:${gid}`));
  server.close();
  rmSync(sockets, { recursive: true });
});

it("nobody looks where the exporter is switched off", async () => {
  const off = (config: Config) => withService(config, "pm2-exporter", { enabled: false });
  expect(await found("/absent", "1:1", off)).toEqual({ mistakes: [], notices: [] });
});
