import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { shopReplicated } from "../../../examples/shop-replicated/platform.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { replicatedSecrets } from "../../../kit/write/replicated/secrets.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const directory = mkdtempSync(path.join(tmpdir(), "several-hosts-"));
const inside = (...names: string[]) => path.join(directory, ...names);
const hosts = ["watch-1", "watch-2"];
const secrets = [
  ...replicatedSecrets(environmentOf(shopReplicated, shopReplicated.environments.load("replicated"))),
].flatMap(([of, all]) => all.map((secret) => ({ secret, file: path.join(of, secret.name) })));

/** What docs/scaling.md says to type. */
const [typed = ""] =
  /^ {4}npx prometheus-monitoring-kit secrets[\s\S]*?^ {4}done$/m.exec(
    readFileSync(path.join(repository, "docs/scaling.md"), "utf8"),
  ) ?? [];

/** Stands on PATH for a program that would leave this machine. */
function standIn(name: string, script: string): void {
  writeFileSync(inside("bin", name), `#!/bin/sh\n${script}\n`);
  chmodSync(inside("bin", name), 0o755);
}

const type = () =>
  execFileSync("bash", ["-uc", typed], {
    cwd: inside("checkout"),
    env: { ...process.env, PATH: `${inside("bin")}:${process.env.PATH}` },
    encoding: "utf8",
    stdio: "pipe",
  });

beforeAll(() => {
  for (const one of ["bin", "checkout"]) mkdirSync(inside(one));
  for (const one of ["generated/shop-replicated", "examples", "kit", "package.json"])
    cpSync(path.join(repository, one), inside("checkout", one), {
      recursive: true,
      filter: (from) => path.basename(from) !== ".secrets",
    });
  symlinkSync(path.join(repository, "node_modules"), inside("checkout/node_modules"));
  standIn("npx", 'shift; exec node kit/command/main.js "$@"');
  // A host is a directory.
  standIn(
    "ssh",
    `root="${directory}/\${1#root@}"; shift; mkdir -p "$root/etc" "$root/var/lib"; exec sh -c "$(echo "$*" | sed "s#/etc/#$root/etc/#g; s#/var/lib/#$root/var/lib/#g")"`,
  );
  // Only root gives directories away.
  if (process.getuid?.() !== 0) standIn("install", 'shift 7; exec mkdir -p "$@"');
  standIn("docker", `test -f "$3" && echo "$@" >> ${inside("started")}`);
});
afterAll(() => {
  // What was brought to the hosts is nobody's to write, its owner's neither.
  execFileSync("chmod", ["-R", "u+w", directory]);
  rmSync(directory, { recursive: true });
});

it("starts nothing while a secret is missing that only a person has", { timeout: 60_000 }, () => {
  expect(type).toThrow();
  expect(existsSync(inside("started"))).toBe(false);
  for (const { secret, file } of secrets) {
    const at = inside("checkout/examples/shop-replicated/.secrets/replicated", file);
    expect(existsSync(at)).toBe(secret.generated === true || secret.made !== undefined);
    if (!existsSync(at)) writeFileSync(at, `of a person: ${secret.name}\n`);
  }
});

it("brings to each host what its programs read, and starts them", { timeout: 60_000 }, () => {
  expect(type()).not.toContain("MISSING");
  const compose = (host: string) => inside(host, `etc/shop-monitoring/generated/replicated/${host}/compose.yaml`);
  expect(readFileSync(inside("started"), "utf8").trimEnd().split("\n")).toEqual(
    hosts.map((host) => `compose -f ${compose(host)} up -d --wait`),
  );
  const of = (host: string, file: string) => inside(host, "etc/shop-monitoring/secrets", file);
  for (const { file } of secrets) {
    const [first = "", ...others] = hosts.map((host) => readFileSync(of(host, file), "utf8"));
    expect(others).toEqual([first]);
    for (const host of hosts) {
      const { mode, uid } = statSync(of(host, file));
      expect(mode & 0o777).toBe(0o400);
      // Only root gives files away.
      if (process.getuid?.() === 0) expect(uid).toBe(65_534);
    }
  }
  for (const host of hosts) {
    const tree = inside(host, "etc/shop-monitoring/generated");
    const read = ["replicated/agent.yml", "replicated/notifiers.yml", "alertmanager/alertmanager.yml"]
      .map((file) => path.join(tree, file))
      .concat(compose(host))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const named = [...read.matchAll(/\/run\/secrets\/((?:prometheus|alertmanager)\/[\w-]+)/g)].map(
      ([, file = ""]) => file,
    );
    const kept = [...readFileSync(compose(host), "utf8").matchAll(/source: (\/var\/lib\/\S+)/g)].map(
      ([, at = ""]) => at,
    );
    expect(kept).toHaveLength(3);
    for (const at of kept) {
      const { uid } = statSync(inside(host, at));
      if (process.getuid?.() === 0) expect(uid).toBe(65_534);
    }
    expect(named.length).toBeGreaterThan(5);
    for (const file of named) expect(existsSync(of(host, file)), file).toBe(true);
  }
});

it("takes away on the hosts what is no longer generated", { timeout: 60_000 }, () => {
  const old = inside("watch-1/etc/shop-monitoring/generated/replicated/rules/old.yml");
  writeFileSync(old, "groups: []\n");
  type();
  expect(existsSync(old)).toBe(false);
});
