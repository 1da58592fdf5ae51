import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";

const script = path.resolve(import.meta.dirname, "../../stacks/host/remedies.sh");

/** What the host answers to a line. */
function answer(line: string, environment: Readonly<Record<string, string>> = {}): string {
  return execFileSync("sh", [script], { input: `${line}\n`, env: environment, encoding: "utf8" }).trim();
}

it("does nothing for a name that is not in its list, whatever else the line holds", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "host-remedies-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const harm = path.join(directory, "harm");
  for (const line of [
    `x; touch ${harm}`,
    `$(touch ${harm})`,
    `\`touch ${harm}\``,
    "../free-disk",
    "*",
    "restart-",
    "free-disk extra",
    "restart-mongodb",
    "rollback-other",
  ])
    expect(answer(line), line).toBe("refused: not in the list");
  expect(existsSync(harm)).toBe(false);
});

it("tells when each app's release was changed, as the remediation reads it", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "host-releases-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(path.join(directory, "benevoclic-api/releases/2"), { recursive: true });
  symlinkSync("releases/2", path.join(directory, "benevoclic-api/current"));
  const told = JSON.parse(answer("releases", { RELEASES: directory })) as Record<string, number>;
  expect(Object.keys(told)).toEqual(["benevoclic-api"]);
  expect(Math.abs((told["benevoclic-api"] ?? 0) - Date.now() / 1000)).toBeLessThan(600);
});

it("frees the disk within its bounds: the newest releases, the one in use and small logs stay", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "host-disk-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const releases = path.join(directory, "srv/benevoclic-api/releases");
  for (const [age, name] of ["1", "2", "3", "4", "5"].entries()) {
    mkdirSync(path.join(releases, name), { recursive: true });
    utimesSync(path.join(releases, name), 1_700_000_000 + age, 1_700_000_000 + age);
  }
  symlinkSync("releases/1", path.join(releases, "../current"));
  const logs = path.join(directory, "logs");
  mkdirSync(logs);
  for (const [name, bytes] of [
    ["large.log", 200],
    ["small.log", 50],
    ["large.txt", 200],
  ] as const)
    writeFileSync(path.join(logs, name), "x".repeat(bytes));
  const said = answer("free-disk", {
    ...{ RELEASES: path.join(directory, "srv"), KEEP_RELEASES: "2", PM2_LOGS: logs, LOG_BYTES: "100" },
    // This machine's own journal and engine are left alone.
    ...{ JOURNAL_SIZE: "1000T", DOCKER_HOST: `unix://${directory}/none.sock` },
  });
  expect(said).toBe("ok");
  expect(readdirSync(releases).sort()).toEqual(["1", "4", "5"]);
  expect(readdirSync(logs).map((name) => [name, statSync(path.join(logs, name)).size])).toEqual(
    expect.arrayContaining([
      ["large.log", 0],
      ["small.log", 50],
      ["large.txt", 200],
    ]),
  );
});

it("goes back to the release before the one in use, never forward, and stays where it was when PM2 does not follow", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "host-rollback-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const app = path.join(directory, "benevoclic-api");
  const release = (name: string, at: number) => {
    mkdirSync(path.join(app, "releases", name), { recursive: true });
    utimesSync(path.join(app, "releases", name), at, at);
  };
  const current = () => path.basename(realpathSync(path.join(app, "current")));
  const rollback = (pm2: string) => answer("rollback-benevoclic-api", { RELEASES: directory, PM2: pm2 });
  const none = "refused: benevoclic-api has no release before";
  release("2", 1_700_000_002);
  symlinkSync("releases/2", path.join(app, "current"));
  expect(rollback("true")).toBe(none);
  release("1", 1_700_000_001);
  expect(rollback("false")).toContain("failed: PM2 did not reload it");
  expect(current()).toBe("2");
  // Only root may act as the owner of the checkout: whoever is not hears that PM2 did not reload.
  if (process.getuid?.() !== 0) return;
  expect(rollback("true")).toBe("ok");
  expect(current()).toBe("1");
  // What broke is newer: it is no release before, and the step back was no deployment.
  expect(rollback("true")).toBe(none);
  expect(JSON.parse(answer("releases", { RELEASES: directory }))).toEqual({ "benevoclic-api": 1_700_000_001 });
});

it("takes a name with an end of line for one name, follows no link, and clears nothing where nobody knows what is in use", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "host-odd-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const srv = path.join(directory, "srv");
  const app = path.join(srv, "benevoclic-api");
  const odd = [" a\nkept", "-rf", "b ", "3", "4", "5"];
  for (const [age, name] of odd.entries()) {
    mkdirSync(path.join(app, "releases", name), { recursive: true });
    utimesSync(path.join(app, "releases", name), 1_700_000_000 + age, 1_700_000_000 + age);
  }
  for (const elsewhere of ["kept", "shared"]) mkdirSync(path.join(directory, elsewhere));
  writeFileSync(path.join(directory, "shared/photo"), "");
  symlinkSync(path.join(directory, "shared"), path.join(app, "releases/latest"));
  const environment = { RELEASES: srv, KEEP_RELEASES: "2", PM2_LOGS: directory, JOURNAL_SIZE: "1000T" };
  const env = { ...environment, DOCKER_HOST: `unix://${directory}/none.sock` };
  const free = () => execFileSync("sh", [script], { input: "free-disk\n", env, cwd: directory, encoding: "utf8" });
  const all = [...odd, "latest"].sort();
  const current = path.join(app, "current");
  for (const target of ["releases/gone", "current", "../..", undefined]) {
    if (target === undefined) mkdirSync(current);
    else symlinkSync(target, current);
    free();
    expect(readdirSync(path.join(app, "releases")).sort(), target).toEqual(all);
    expect(answer("rollback-benevoclic-api", env), target).toBe("refused: benevoclic-api has no current release");
    rmSync(current, { recursive: true, force: true });
  }
  symlinkSync("releases/3", current);
  free();
  expect(readdirSync(path.join(app, "releases")).sort()).toEqual(["3", "4", "5", "latest"]);
  expect(existsSync(path.join(directory, "kept"))).toBe(true);
  expect(existsSync(path.join(directory, "shared/photo"))).toBe(true);
});

it("says of a certificate that was renewed and not taken up what it is", () => {
  const host = (renewed: boolean, reloaded: boolean) =>
    answer("renew-certificate", programs({ certbot: `${renewed}`, systemctl: `${reloaded}` }).environment);
  expect(host(true, true)).toBe("ok");
  expect(host(false, true)).toBe("failed: certbot did not renew it");
  expect(host(true, false)).toMatch(/^failed: nginx did not take the renewed certificate up/);
});

/** Programs that say what a test wants, and note what they were told. */
function programs(says: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(path.join(tmpdir(), "host-programs-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const told = path.join(directory, "told");
  writeFileSync(told, "");
  for (const [name, body] of Object.entries(says))
    writeFileSync(path.join(directory, name), `#!/bin/sh\necho "${name} $*" >>${told}\n${body}\n`, { mode: 0o755 });
  return {
    environment: { PROGRAMS: directory },
    /** What was changed: questions are left out. */
    done: () =>
      readFileSync(told, "utf8")
        .split("\n")
        .filter((line) => /^(docker|systemctl) (start|restart|stop|kill|reload)/.test(line)),
  };
}

it("starts nginx when it has died, and never when it runs or somebody has stopped it", () => {
  const nginx = (failed: boolean, starts: boolean) =>
    programs({ systemctl: `case $1 in is-failed) ${failed} ;; start) ${starts} ;; esac` });
  const dead = nginx(true, true);
  expect(answer("start-nginx", dead.environment)).toBe("ok");
  expect(dead.done()).toEqual(["systemctl start nginx"]);
  const alive = nginx(false, true);
  expect(answer("start-nginx", alive.environment)).toMatch(/^refused: nginx has not died/);
  expect(alive.done()).toEqual([]);
  expect(answer("start-nginx", nginx(true, false).environment)).toBe("failed: nginx did not start: nginx -t says why");
});

it("starts a database that has died, and never one that runs, that somebody stopped, that is elsewhere, or on a full disk", () => {
  const database = (state: string, used: string, starts = "true") =>
    programs({
      docker: `case $1 in inspect) ${state} ;; info) echo / ;; start) ${starts} ;; esac`,
      df: `printf 'Use%%\\n${used}\\n'`,
    });
  const dead = database("echo false 137 no", "40%");
  expect(answer("start-mongodb", { ...dead.environment, MONGODB_CONTAINER: "db" })).toBe("ok");
  expect(dead.done()).toEqual(["docker start db"]);
  for (const [state, used, said] of [
    ["echo true 0 no", "40%", "refused: the database runs"],
    ["echo false 0 no", "40%", "refused: somebody has stopped the database"],
    ["echo false 137 always", "40%", "refused: somebody has stopped the database"],
    ["echo false 137 unless-stopped", "40%", "refused: somebody has stopped the database"],
    ["false", "40%", "refused: this machine has no container mongodb"],
    ["echo false 137 no", "95%", "refused: the disk is full"],
    ["echo false 137 on-failure", "", "refused: it cannot be seen how full the engine's disk is"],
  ] as const) {
    const one = database(state, used);
    expect(answer("start-mongodb", one.environment)).toBe(said);
    expect(one.done(), said).toEqual([]);
  }
  expect(answer("start-mongodb", database("echo false 137 no", "40%", "false").environment)).toBe(
    "failed: the engine did not start it",
  );
});

it("is put in its place by a command, for one group, and taken away without a trace", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "host-install-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const install = (...args: string[]) =>
    spawnSync("sh", [path.join(path.dirname(script), "install.sh"), ...args], {
      env: { PATH: process.env.PATH, DESTDIR: directory },
    }).status;
  const files = () =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  for (const wrong of [[], [""], ["--help"], ["a/b"], ["a", "b"]]) expect(install(...wrong)).toBe(2);
  expect(files()).toEqual([]);
  expect(install("pm2people")).toBe(0);
  expect(files()).toEqual(["benevoclic-remedies.socket", "benevoclic-remedies@.service", "remedies.sh"]);
  const socket = readFileSync(path.join(directory, "etc/systemd/system/benevoclic-remedies.socket"), "utf8");
  expect(socket).toContain("SocketGroup=pm2people\n");
  expect(statSync(path.join(directory, "usr/local/lib/benevoclic-remedies/remedies.sh")).mode & 0o777).toBe(0o755);
  expect(install("--remove")).toBe(0);
  expect(files()).toEqual([]);
});

it("holds every repair of the host that an alert declares, and its units are hardened", () => {
  const list = readFileSync(script, "utf8");
  const names = [...alertsByDomain.values()]
    .flat()
    .flatMap(({ heals = [] }) =>
      heals
        .filter(({ action, target }) => target.kind !== "app" || action === "rollback")
        .map(({ action, target }) => (target.name === "machine" ? action : `${action}-${target.name}`)),
    );
  expect(names.length).toBeGreaterThan(0);
  for (const name of new Set(names)) expect(list, name).toMatch(new RegExp(`^  .*\\b${name}\\b.*\\)`, "m"));
  const unit = readFileSync(path.join(path.dirname(script), "benevoclic-remedies@.service"), "utf8");
  for (const hardened of ["ProtectSystem=strict", "RestrictNamespaces=yes", "SystemCallFilter=@system-service"])
    expect(unit).toContain(hardened);
});
