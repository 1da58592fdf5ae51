import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostPower } from "../../exporters/remediation/powers/host.ts";
import type { Power } from "../../exporters/remediation/powers/power.ts";
import { onPath, run } from "../../kit/lab/parts/programs.ts";
import { machineSuite, newest, unpacked } from "./packages.ts";
import { checkoutThere, type SystemdMachine, startSystemd } from "./systemd.ts";

const directory = mkdtempSync(path.join(tmpdir(), "host-list-"));

/** What is needed, or why it cannot be had. */
async function obtained() {
  let machine: SystemdMachine | undefined;
  try {
    machine = await startSystemd(directory, path.resolve(import.meta.dirname, "../.."));
    const needed = [...["nginx", "nginx-common"].map((name) => [machineSuite(), name]), [newest, "busybox-static"]];
    const packages = await Promise.all(needed.map(([suite = "", name = ""]) => unpacked(suite, name)));
    return { packages, machine };
  } catch (error) {
    await machine?.stop();
    rmSync(directory, { recursive: true, force: true });
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

const { packages = [], machine: started, why } = await obtained();
const noEngine = onPath(["dockerd"]).length === 0 || onPath(["docker"]).length === 0;
const owner = "benevoclic";
/** Programs that the list finds before all others. */
const bin = "/opt/bin";
const pm2There = [`${bin}/node`, `${checkoutThere}/node_modules/pm2/bin/pm2`];

/** The host's side of self-healing as a real systemd runs it, in the sandbox of its unit (stacks/host/). */
describe.skipIf(why !== undefined)(`the host's list below systemd${why ? ` (skipped: ${why})` : ""}`, () => {
  const machine = started as SystemdMachine;
  let host: Power;
  const file = (name: string) => path.join(machine.root, name);
  const put = (name: string, text: string, mode = 0o644) => {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
    chmodSync(file(name), mode);
  };
  /** `ok`, or why not. */
  const asked = (action: string, target = "machine") =>
    host.act(action, target).then(
      () => "ok",
      (error: Error) => error.message,
    );
  const pm2 = (...args: string[]) => machine.as(owner, "env", ...pm2There, ...args);
  const stateOf = (unit: string) => machine.run("systemctl", "show", "--property=ActiveState", "--value", unit);

  beforeAll(async () => {
    // /lib of the machine is a link to /usr/lib.
    for (const from of packages)
      await run("sh", ["-c", `tar -C ${from} -c . | tar -C ${machine.root} -x --keep-directory-symlink`]);
    mkdirSync(file(bin), { recursive: true });
    // Node may lie where only its owner may go.
    cpSync(realpathSync(process.execPath), file(`${bin}/node`));
    // This machine may have one.
    for (const user of [owner, "stranger"])
      await machine.run("sh", "-c", `userdel ${user} 2>/dev/null; useradd --create-home ${user}`);
    // What is not on this machine, or must not be touched for a test, says what it was told and what it may write.
    const tries = ["/etc/letsencrypt", "/var/log", "/etc", "/usr", "/root", "/home/stranger", "/boot"];
    put(
      `${bin}/certbot`,
      `#!/bin/sh\nfor place in ${tries.join(" ")}; do (: >"$place/written") 2>/dev/null && echo "$place"; done >/var/log/certbot; true\n`,
      0o755,
    );
    put(`${bin}/pm2`, `#!/bin/sh\nexec ${pm2There.join(" ")} "$@"\n`, 0o755);
    for (const place of ["/etc/letsencrypt", "/var/lib/letsencrypt", "/boot"])
      mkdirSync(file(place), { recursive: true });
    put("/etc/benevoclic-remedies.env", `PROGRAMS=${bin}\nLOG_BYTES=100\nKEEP_RELEASES=2\n`);
    await machine.run("sh", `${checkoutThere}/stacks/host/install.sh`, owner);
    host = hostPower(file("/run/benevoclic-remedies/remedies.sock"));
  }, 120_000);
  afterAll(async () => {
    await machine?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("changes nothing of the machine that the test runs on", async () => {
    for (const place of ["/checkout/written", "/proc/sys/kernel/panic", "/sys/kernel/mm/transparent_hugepage/enabled"])
      await expect(machine.run("sh", "-c", `echo 0 >${place}`), place).rejects.toThrow(/Read-only file system/);
    expect((await machine.run("systemctl", "list-timers", "--no-legend")).trim()).toBe("");
  });

  it("answers the group that it was installed for, and nobody else", async () => {
    const asks = `require("node:net").connect("/run/benevoclic-remedies/remedies.sock")
      .on("connect", function () { this.end("x\\n"); }).on("data", (data) => process.stdout.write(data))
      .on("error", (error) => process.stdout.write(error.code));`;
    expect(await machine.as(owner, `${bin}/node`, "-e", asks)).toBe("refused: not in the list\n");
    expect(await machine.as("stranger", `${bin}/node`, "-e", asks)).toBe("EACCES");
  });

  it("answers a dozen at once, and goes on answering after a hundred", async () => {
    for (let round = 0; round < 9; round++) {
      const answers = await Promise.all(Array.from({ length: 12 }, () => asked("x")));
      expect(new Set(answers)).toEqual(new Set(["not in the list"]));
    }
  });

  it("starts nginx that has died, and neither one that somebody has stopped nor one that its configuration keeps from starting", async () => {
    await machine.run("systemctl", "start", "nginx");
    expect(await asked("start", "nginx")).toMatch(/^nginx has not died/);
    await machine.run("systemctl", "kill", "--signal=KILL", "nginx");
    await expect.poll(() => stateOf("nginx")).toBe("failed\n");
    expect(await asked("start", "nginx")).toBe("ok");
    expect(await stateOf("nginx")).toBe("active\n");
    await machine.run("systemctl", "stop", "nginx");
    expect(await asked("start", "nginx")).toMatch(/^nginx has not died/);

    await machine.run("systemctl", "start", "nginx");
    await machine.run("systemctl", "kill", "--signal=KILL", "nginx");
    await expect.poll(() => stateOf("nginx")).toBe("failed\n");
    const right = readFileSync(file("/etc/nginx/nginx.conf"), "utf8");
    put("/etc/nginx/nginx.conf", `${right}\nnonsense;\n`);
    expect(await asked("start", "nginx")).toMatch(/^failed: nginx did not start/);
    put("/etc/nginx/nginx.conf", right);
    expect(await asked("start", "nginx")).toBe("ok");
  });

  it("renews a certificate, and can write only where that needs it", async () => {
    await machine.run("systemctl", "start", "nginx");
    expect(await asked("renew-certificate")).toBe("ok");
    expect(readFileSync(file("/var/log/certbot"), "utf8").trim().split("\n")).toEqual(["/etc/letsencrypt", "/var/log"]);
  });

  it("clears what people's programs have written, whoever owns it", async () => {
    const logs = `/home/${owner}/logs`;
    put(`${logs}/api.log`, "x".repeat(200), 0o600);
    for (const [age, name] of ["1", "2", "3", "4"].entries()) {
      put(`/srv/benevoclic-web/releases/${name}/server.js`, "");
      await machine.run("touch", "-d", `2026-01-0${age + 1}`, `/srv/benevoclic-web/releases/${name}`);
    }
    await machine.run("ln", "-s", "releases/4", "/srv/benevoclic-web/current");
    await machine.run("chown", "-R", `${owner}:`, logs, "/srv/benevoclic-web");
    await machine.run("chmod", "0700", `/home/${owner}`, logs);
    expect(await asked("free-disk")).toBe("ok");
    expect(statSync(file(`${logs}/api.log`)).size).toBe(0);
    expect(readdirSync(file("/srv/benevoclic-web/releases")).sort()).toEqual(["3", "4"]);
  });

  it("goes back to the release before with the PM2 of the app's owner", async () => {
    const app = "/srv/benevoclic-api";
    for (const [age, name] of ["old", "new"].entries()) {
      const writes = `require("node:fs").writeFileSync("/home/${owner}/runs", "${name}"); setInterval(() => {}, 1e6);`;
      put(`${app}/releases/${name}/app.js`, writes);
      await machine.run("touch", "-d", `2026-01-0${age + 1}`, `${app}/releases/${name}`);
    }
    await machine.run("ln", "-s", "releases/new", `${app}/current`);
    await machine.run("chown", "-R", `${owner}:`, app);
    const runs = () => readFileSync(file(`/home/${owner}/runs`), "utf8");
    await pm2("start", `${app}/current/app.js`, "--name", "benevoclic-api");
    await expect.poll(runs, { timeout: 20_000 }).toBe("new");
    expect(await asked("rollback", "benevoclic-api")).toBe("ok");
    await expect.poll(runs, { timeout: 20_000 }).toBe("old");
    expect((await machine.run("readlink", "-f", `${app}/current`)).trim()).toBe(`${app}/releases/old`);
    expect(await host.deployedAt?.("benevoclic-api")).toEqual(new Date("2026-01-01T00:00:00"));
  }, 60_000);

  it.skipIf(noEngine)(
    `starts the database's container that has died, and no other${noEngine ? " (skipped: no Docker: apt-get install docker.io)" : ""}`,
    async () => {
      const docker = (...args: string[]) => machine.run("docker", ...args);
      const running = async (name: string) => (await docker("inspect", "--format", "{{.State.Running}}", name)).trim();
      await machine.run("systemctl", "start", "docker");
      await machine.run("sh", "-c", "tar -c -C /usr/bin busybox | docker import - bare");
      const programOf = ["/busybox", "sh", "-c", "trap 'exit 0' TERM; /busybox sleep 1000000 & wait"];
      const container = (name: string, policy: string) =>
        docker("run", "--detach", "--name", name, "--network", "none", "--restart", policy, "bare", ...programOf);
      const kill = (name: string) =>
        machine.run("sh", "-c", `kill -9 $(docker inspect --format '{{.State.Pid}}' ${name})`);

      expect(await asked("start", "mongodb")).toBe("this machine has no container mongodb");
      await container("mongodb", "no");
      expect(await asked("start", "mongodb")).toBe("the database runs");
      await kill("mongodb");
      await expect.poll(() => running("mongodb")).toBe("false");
      expect(await asked("start", "mongodb")).toBe("ok");
      expect(await running("mongodb")).toBe("true");
      await docker("stop", "mongodb");
      expect(await asked("start", "mongodb")).toBe("somebody has stopped the database");

      // As what does not end in time is killed: the code is that of a crash.
      await docker("rm", "mongodb");
      await container("mongodb", "unless-stopped");
      await docker("kill", "mongodb");
      expect(await docker("inspect", "--format", "{{.State.ExitCode}}", "mongodb")).toBe("137\n");
      expect(await asked("start", "mongodb")).toBe("somebody has stopped the database");

      await container("benevoclic-production-node-exporter", "always");
      const began = () => docker("inspect", "--format", "{{.State.StartedAt}}", "benevoclic-production-node-exporter");
      const before = await began();
      expect(await asked("restart", "node-exporter")).toBe("ok");
      expect(await began()).not.toBe(before);
    },
    120_000,
  );

  it("is taken away by one command", async () => {
    await machine.run("sh", `${checkoutThere}/stacks/host/install.sh`, "--remove");
    expect(await asked("x")).toMatch(/ENOENT|ECONNREFUSED/);
    expect((await machine.run("sh", "-c", "systemctl list-unit-files | grep -c remedies || true")).trim()).toBe("0");
  });
});
