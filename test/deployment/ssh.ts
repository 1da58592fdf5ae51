import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startChild } from "../../kit/lab/parts/children.ts";
import { onPath, run } from "../../kit/lab/parts/programs.ts";
import { type Ending, ended } from "../../stacks/operations/host.ts";
import type { Machine } from "./engine.ts";
import { machineSuite, unpacked } from "./packages.ts";

const port = 2222;
/** Where the user's home is mounted: a socket of ssh's is in it, and its path must be short. */
const seenHome = "/mnt";

/** A way into the test machine by a real ssh, for its root. */
export interface SshAccess {
  /** For `deployment.engine`. */
  readonly engine: string;
  /** The lines of the user's known_hosts and of root's authorized_keys there; both can be replaced. */
  readonly knownHosts: string;
  readonly authorizedKeys: string;
  /** Runs a command as the user who has the key, in a directory, and lets no connection outlive it. */
  run(directory: string, ...command: string[]): Promise<Ending>;
  stop(): Promise<void>;
}

/** Why there is no ssh here; undefined when there is. */
export async function whyNoSsh(): Promise<string | undefined> {
  if (onPath(["ssh"]).length === 0 || onPath(["ssh-keygen"]).length === 0) return "no ssh on PATH";
  return server().then(
    () => undefined,
    (error: unknown) => `no sshd to be had: ${error instanceof Error ? error.message : error}`,
  );
}

/** sshd, and where the one library is that not every machine has. */
async function server(): Promise<{ program: string; libraries: string }> {
  const [installed] = onPath(["sshd"]);
  if (installed !== undefined) return { program: installed, libraries: "" };
  const tree = await unpacked(machineSuite(), "openssh-server", "libwrap0");
  const machine = (await run("uname", ["-m"])).trim();
  return { program: path.join(tree, "usr/sbin/sshd"), libraries: path.join(tree, `usr/lib/${machine}-linux-gnu`) };
}

export async function startSsh(machine: Machine, root: string): Promise<SshAccess> {
  const { program, libraries } = await server();
  const file = (name: string) => path.join(root, "ssh", name);
  const own = (name: string) => file(path.join("home/.ssh", name));
  mkdirSync(own(""), { recursive: true, mode: 0o700 });
  for (const key of [file("host"), own("id_ed25519")])
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const publicKey = (key: string) => readFileSync(`${key}.pub`, "utf8");
  writeFileSync(own("known_hosts"), `[127.0.0.1]:${port} ${publicKey(file("host"))}`);
  writeFileSync(file("authorized_keys"), publicKey(own("id_ed25519")));
  // ssh asks the list of users where home is, whatever HOME says, and sshd wants a user of its own.
  writeFileSync(file("passwd"), `root:x:0:0::${seenHome}:/bin/sh\nsshd:x:65530:65534::/run/sshd:/bin/false\n`);
  const settings = {
    Port: port,
    ListenAddress: "127.0.0.1",
    HostKey: file("host"),
    AuthorizedKeysFile: file("authorized_keys"),
    PidFile: "none",
    UsePAM: "no",
    StrictModes: "no",
    PasswordAuthentication: "no",
    PermitRootLogin: "yes",
    // The engine is not where it usually is.
    SetEnv: `DOCKER_HOST=${machine.engine} PATH=${process.env.PATH}`,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  writeFileSync(file("sshd_config"), lines.join(""));

  const prepare = `mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/home" ${seenHome} && mount -t tmpfs none /run && mkdir /run/sshd && exec "$@"`;
  const among = [...machine.inside, "unshare", "--mount", "--", "sh", "-c", prepare, path.join(root, "ssh")];
  const child = await startChild({
    name: "sshd",
    command: among[0] as string,
    args: [...among.slice(1), "env", `LD_LIBRARY_PATH=${libraries}`, program, "-D", "-e", "-f", file("sshd_config")],
    logFile: file("sshd.log"),
    ready: async () => (await machine.run("ss", "-ltnH", `sport = :${port}`)) !== "",
  });
  const hangUp = ["ssh", "-O", "exit", "-o", "ControlPath=~/.ssh/benevoclic-%C", "-p", String(port), "root@127.0.0.1"];
  return {
    engine: `ssh://root@127.0.0.1:${port}`,
    knownHosts: own("known_hosts"),
    authorizedKeys: file("authorized_keys"),
    stop: () => child.stop(0),
    run: async (directory, ...command) => {
      const ending = await ended([...among, "env", "-C", directory, ...command]);
      await ended([...among, ...hangUp]);
      return ending;
    },
  };
}
