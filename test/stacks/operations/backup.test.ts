import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Config, loadConfig } from "../../../config/load.ts";
import { onPath } from "../../../kit/lab/parts/programs.ts";
import { backup } from "../../../stacks/operations/backup.ts";
import { restore } from "../../../stacks/operations/restore.ts";
import { sealings } from "../../../stacks/operations/sealing.ts";
import { temporaryDirectory } from "../synthesized.ts";

const production = loadConfig("production");
let config: Config;
let root: string;
const file = (...names: string[]) => path.join(root, ...names);
const line = (day: string, outcome: string) => `{"time":"2026-05-${day}T10:00:00.000Z","outcome":"${outcome}"}\n`;

/**
 * An engine whose containers' and volumes' data are directories here. As the real one, it refuses to copy what is not
 * there, prints an archive for `cp`, takes its time for what is asked for in the file `wait`, and runs the scripts that it is given; a helper container sees its volume only.
 */
const docker = (root: string) => `#!/bin/sh
root=${root}
shift 2
echo "$*" >> $root/commands
[ ! -e $root/wait ] || case "$*" in $(cat $root/wait)) while [ -e $root/wait ]; do sleep 0.05; done ;; esac
case "$1" in
  cp)
    from=\${2#benevoclic-production-}
    case "$from" in
      prometheus:/prometheus/.backup*) at=$root/volumes/prometheus-data/.backup ;;
      *) at=$root/volumes/\${from%%:*}-data ;;
    esac
    [ -d "$at" ] || { echo "Error response from daemon: Could not find the file" >&2; exit 1; }
    exec tar -c -C "$at" . ;;
  inspect) echo sha256:0 ;;
  pause) [ ! -e $root/frozen ] || { echo "Error response from daemon: Container x is already paused" >&2; exit 1; } ;;
  unpause | stop | start) ;;
  exec)
    case "$*" in
      *"rm -rf"*) rm -r $root/volumes/prometheus-data/.backup ;;
      *"silence query"*) echo '[{"id":"a silence"}]' ;;
      *"silence import"*) cat > $root/imported ;;
      *deployments.jsonl*) cat $root/volumes/textfile/deployments.jsonl ;;
    esac ;;
  run)
    for word in "$@"; do case "$word" in type=volume,*) volume=\${word#*source=benevoclic-production-}; volume=\${volume%%,*}; target=\${word##*target=} ;; esac; done
    for script in "$@"; do :; done
    exec sh -c "$(echo "$script" | sed "s|$target|$root/volumes/$volume|g")" ;;
esac
`;

beforeEach(() => {
  root = temporaryDirectory();
  const { deployment, anomalies } = production;
  config = {
    ...production,
    anomalies: { ...anomalies, repository: undefined },
    deployment: { ...deployment, engine: "unix:///nowhere/docker.sock" },
  };
  writeFileSync(file("docker"), docker(root), { mode: 0o755 });
  for (const volume of ["prometheus-data", "grafana-data", "anomaly-recorder-data", "textfile"]) {
    mkdirSync(file("volumes", volume), { recursive: true });
    writeFileSync(file("volumes", volume, "data"), `${volume} of then`);
  }
  mkdirSync(file("volumes/prometheus-data/wal"));
  for (const [name, content] of [
    ["wal/00000001", "a segment"],
    ["lock", ""],
    ["01ABC.tmp-for-creation", ""],
  ] as const)
    writeFileSync(file("volumes/prometheus-data", name), content);
  writeFileSync(file("volumes/textfile/deployments.jsonl"), line("01", "succeeded"));
  vi.stubEnv("PATH", `${root}:${process.env.PATH}`);
});
afterEach(() => vi.unstubAllEnvs());

it("is for nobody else to read, holds the audit log, and comes back", async () => {
  const directory = file("backups/one");
  const { files } = await backup(config, directory);
  expect(Object.keys(files).sort()).toEqual([
    "anomalies.tar",
    "deployments.jsonl",
    "grafana.tar",
    "prometheus.tar",
    "silences.json",
  ]);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(directory))
    expect(statSync(path.join(directory, name)).mode & 0o777, name).toBe(0o600);

  // Prometheus stood still while its files were copied, no longer, and keeps no copy.
  expect(readFileSync(file("commands"), "utf8")).toMatch(
    /\npause \S+-prometheus\nrun .*\n[\s\S]*?\nunpause \S+-prometheus\ncp /,
  );
  expect(existsSync(file("volumes/prometheus-data/.backup"))).toBe(false);
  const archive = path.join(directory, "prometheus.tar");
  const listed = execFileSync("tar", ["-t", "-f", archive], { encoding: "utf8" }).trim().split("\n").sort();
  expect(listed).toEqual(["./", "./data", "./wal/", "./wal/00000001"]);

  for (const volume of ["prometheus-data", "grafana-data", "anomaly-recorder-data"])
    writeFileSync(file("volumes", volume, "data"), "of now");
  writeFileSync(file("volumes/textfile/deployments.jsonl"), line("02", "failed"));
  await restore(config, directory, () => {});
  for (const volume of ["prometheus-data", "grafana-data", "anomaly-recorder-data"])
    expect(readFileSync(file("volumes", volume, "data"), "utf8")).toBe(`${volume} of then`);
  expect(readFileSync(file("imported"), "utf8")).toContain("a silence");
  // Nothing that has been recorded since is lost.
  expect(readFileSync(file("volumes/textfile/deployments.jsonl"), "utf8")).toBe(
    line("01", "succeeded") + line("02", "failed"),
  );
  const commands = readFileSync(file("commands"), "utf8");
  for (const service of ["grafana", "anomaly-recorder"]) {
    expect(commands).toMatch(new RegExp(`\npause benevoclic-production-${service}\ncp .*\nunpause`));
    expect(commands).toMatch(new RegExp(`\nstop .*-${service}\n[\\s\\S]*\nstart .*-${service}\n`));
  }
});

it("that cannot be made leaves nothing that looks like one, and nothing frozen", async () => {
  execFileSync("rm", ["-r", file("volumes/grafana-data")]);
  await expect(backup(config, file("backups/one"))).rejects.toThrow(/Could not find the file/);
  expect(existsSync(file("backups/one"))).toBe(false);
  expect(readFileSync(file("commands"), "utf8").trim().split("\n").at(-1)).toBe(
    "unpause benevoclic-production-grafana",
  );
});

/** What the engine was asked last. */
const lastCommand = () => readFileSync(file("commands"), "utf8").trim().split("\n").at(-1);

it("is not made over another one, which is told before anything stands still", async () => {
  mkdirSync(file("backups/one"), { recursive: true });
  await expect(backup(config, file("backups/one"))).rejects.toThrow(/is there already/);
  expect(existsSync(file("commands"))).toBe(false);
});

it("of what an interrupted one left frozen is made all the same, and has it go on", async () => {
  writeFileSync(file("frozen"), "");
  await backup(config, file("backups/one"));
  expect(lastCommand()).toBe("unpause benevoclic-production-anomaly-recorder");
});

it("or a restore that is killed at the worst moment leaves nothing frozen or stopped", {
  timeout: 60_000,
}, async () => {
  await backup(config, file("backups/one"));
  const killed = async (what: string, at: string, then: string) => {
    writeFileSync(file("wait"), at);
    const script = `import { backup } from "./backup.ts"; import { restore } from "./restore.ts";
      const config = ${JSON.stringify(config)}; ${what}`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      cwd: path.resolve(import.meta.dirname, "../../../stacks/operations"),
      detached: true,
      stdio: "inherit",
    });
    await vi.waitFor(() => expect(lastCommand()).toContain(at.replaceAll("*", "")), { timeout: 30_000, interval: 20 });
    // As its terminal would, and worse.
    process.kill(-(child.pid as number), "SIGKILL");
    rmSync(file("wait"));
    await vi.waitFor(() => expect(lastCommand()).toBe(then), { timeout: 10_000, interval: 20 });
  };
  const grafana = "benevoclic-production-grafana";
  await killed(`await backup(config, "${file("backups/two")}");`, `cp ${grafana}*`, `unpause ${grafana}`);
  await killed(
    `await restore(config, "${file("backups/one")}", () => {});`,
    `stop --time 30 ${grafana}*`,
    `start ${grafana}`,
  );
});

it("whose restore is cut off at any rename has lost nothing, and is put back whole by the next one", async () => {
  const directory = file("backups/one");
  await backup(config, directory);
  const volume = file("volumes/prometheus-data");
  const usual = String(process.env.PATH);
  mkdirSync(file("bin"));
  for (const renames of [0, 1, 2, 3]) {
    rmSync(volume, { recursive: true });
    mkdirSync(volume);
    for (const name of ["data", ".hidden"]) writeFileSync(path.join(volume, name), "of now");
    rmSync(file("renames"), { force: true });
    const count = `echo >> ${file("renames")}; [ "$(wc -l < ${file("renames")})" -le ${renames} ] || kill -9 $PPID`;
    writeFileSync(file("bin/mv"), `#!/bin/sh\n${count}\nexec /bin/mv "$@"\n`, { mode: 0o755 });
    vi.stubEnv("PATH", `${file("bin")}:${usual}`);
    await expect(restore(config, directory, () => {})).rejects.toThrow();
    vi.stubEnv("PATH", usual);
    const left = execFileSync("grep", ["-rl", "of now", volume], { encoding: "utf8" }).trim().split("\n");
    expect(left.map((one) => path.basename(one)).sort(), `after ${renames} renames`).toEqual([".hidden", "data"]);
    await restore(config, directory, () => {});
    expect(readdirSync(volume).sort()).toEqual(["data", "wal"]);
    expect(readFileSync(path.join(volume, "data"), "utf8")).toBe("prometheus-data of then");
  }
});

it("that was cut off is not restored, and touches nothing", async () => {
  const directory = file("backups/one");
  await backup(config, directory);
  writeFileSync(path.join(directory, "grafana.tar"), "short");
  writeFileSync(file("commands"), "");
  await expect(restore(config, directory, () => {})).rejects.toThrow(/is not whole: grafana\.tar/);
  expect(readFileSync(file("commands"), "utf8")).toBe("");
});

it.skipIf(onPath(["gpg"]).length === 0)(
  "that is encrypted holds nothing that can be read, and comes back to who has the key (skipped without gpg)",
  async () => {
    const home = temporaryDirectory();
    execFileSync("chmod", ["700", home]);
    vi.stubEnv("GNUPGHOME", home);
    const key = ["--batch", "--passphrase", "", "--quick-gen-key", "backup@example.org", "default", "default", "never"];
    execFileSync("gpg", key, { stdio: "ignore" });
    const directory = file("backups/sealed");
    const { files } = await backup(config, directory, sealings.gpg("backup@example.org"));
    expect(Object.keys(files).every((name) => name.endsWith(".gpg"))).toBe(true);
    for (const name of readdirSync(directory))
      expect(readFileSync(path.join(directory, name)).includes("of then")).toBe(false);
    writeFileSync(file("volumes/grafana-data/data"), "of now");
    await restore(config, directory, () => {});
    expect(readFileSync(file("volumes/grafana-data/data"), "utf8")).toBe("grafana-data of then");

    vi.stubEnv("GNUPGHOME", temporaryDirectory());
    await expect(restore(config, directory, () => {})).rejects.toThrow(/secret key|decryption failed/i);
    expect(readFileSync(file("volumes/grafana-data/data"), "utf8")).toBe("grafana-data of then");
    await expect(backup(config, file("backups/other"), sealings.gpg("nobody@example.org"))).rejects.toThrow(/gpg/);
    execFileSync("gpgconf", ["--homedir", home, "--kill", "gpg-agent"]);
  },
);
