import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { partNames } from "../../../../kit/lab/parts/catalogue.ts";
import { type ObtainOptions, obtainParts } from "../../../../kit/lab/parts/obtain.ts";
import { PartsUnavailable } from "../../../../kit/lab/parts/unavailable.ts";
import { type FakeMachine, fakeMachine, present } from "./fake-debian.ts";

let machine: FakeMachine;

beforeEach(() => {
  machine = fakeMachine();
  machine.suite("forky", present);
  vi.stubEnv("PATH", machine.bin);
});
afterEach(() => {
  vi.unstubAllEnvs();
  machine.remove();
});

async function refusal(options: ObtainOptions): Promise<PartsUnavailable> {
  const error = await obtainParts(options).then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(PartsUnavailable);
  return error as PartsUnavailable;
}

const leftovers = () => readdirSync(machine.cacheDir).filter((entry) => entry.startsWith("unfinished-"));

describe("programs on PATH", () => {
  it("are taken under any of their names, without apt", async () => {
    machine.program("prometheus-alertmanager", "0.28.1");
    machine.program("node_exporter", "1.11.1");
    const names = ["alertmanager", "node-exporter"] as const;
    const parts = await obtainParts({ cacheDir: machine.cacheDir, names });
    const command = path.join(machine.bin, "prometheus-alertmanager");
    expect(parts.alertmanager).toEqual({ command, version: "0.28.1", source: "PATH" });
    expect(parts["node-exporter"].version).toBe("1.11.1");
    expect(machine.ran().sort()).toEqual(["node_exporter --version", "prometheus-alertmanager --version"]);
  });

  it("are ignored, aloud, when they are too old", async () => {
    machine.program("promtool", "3.4.9");
    const told: string[] = [];
    const { promtool } = await obtainParts({
      cacheDir: machine.cacheDir,
      names: ["promtool"],
      progress: (line) => told.push(line),
    });
    expect(promtool.version).toBe("3.5.3");
    expect(promtool.source).toBe("Debian forky, package promtool 3.5.3+ds1-6");
    expect(told.join("\n")).toContain("version 3.4.9 is older than 3.5 (rule tests use fuzzy_compare");
  });

  it("are asked for their version again only when the file has changed", async () => {
    const options = { cacheDir: machine.cacheDir, names: ["promtool"] } as const;
    machine.program("promtool", "3.5.0");
    await obtainParts(options);
    await obtainParts(options);
    expect(machine.ran()).toEqual(["promtool --version"]);
    machine.program("promtool", "3.10.12");
    expect((await obtainParts(options)).promtool.version).toBe("3.10.12");
  });
});

describe("Debian's packages", () => {
  it("give all programs, and the next call runs nothing", async () => {
    const parts = await obtainParts({ cacheDir: machine.cacheDir });
    expect(Object.keys(parts).sort()).toEqual([...partNames].sort());
    for (const { command } of Object.values(parts)) expect(existsSync(command)).toBe(true);
    expect(machine.ran().filter((line) => line.startsWith("apt-get download"))).toHaveLength(5);
    const before = machine.ran();
    expect(await obtainParts({ cacheDir: machine.cacheDir })).toEqual(parts);
    expect(machine.ran()).toEqual(before);
    expect(leftovers()).toEqual([]);
  });

  it("have Alertmanager read the unpacked templates, from its own directory", async () => {
    const { alertmanager, amtool } = await obtainParts({
      cacheDir: machine.cacheDir,
      names: ["alertmanager", "amtool"],
    });
    const text = readFileSync(alertmanager.command, "utf8");
    expect(text).toContain(": .././share/prometheus/alertmanager/default.tmpl\n: .././share/prometheus/alertmanager\n");
    expect(text).not.toContain("/usr/share/prometheus");
    expect(alertmanager.cwd).toBe(path.dirname(alertmanager.command));
    expect(amtool).not.toHaveProperty("cwd");
    expect(machine.ran().filter((line) => line.startsWith("apt-get download"))).toHaveLength(1);
  });

  it("come from trixie where forky has none, or one that is too old", async () => {
    machine.suite("forky", { "prometheus-node-exporter": "1.1.0-1" });
    machine.suite("trixie", { "prometheus-node-exporter": "1.9.0-1+b4", prometheus: "2.53.3+ds1-2" });
    const { "node-exporter": exporter } = await obtainParts({ cacheDir: machine.cacheDir, names: ["node-exporter"] });
    expect(exporter.source).toBe("Debian trixie, package prometheus-node-exporter 1.9.0-1+b4");

    const error = await refusal({ cacheDir: machine.cacheDir, names: ["node-exporter", "prometheus"] });
    expect([...error.tried.keys()]).toEqual(["prometheus"]);
    expect(error.tried.get("prometheus")).toEqual([
      "PATH: no prometheus",
      "Debian forky of http://mirror.invalid/debian/: it has no package prometheus for amd64",
      "Debian trixie of http://mirror.invalid/debian/: its prometheus is 2.53.3+ds1-2, too old",
    ]);
    expect(error.message).toContain("The mirror has only older versions");
    expect(machine.ran()).not.toContain("apt-get download prometheus");
  });

  it("are unpacked again when what is there is too old for the catalogue, or damaged", async () => {
    const options = { cacheDir: machine.cacheDir, names: ["promtool"] } as const;
    const { promtool } = await obtainParts(options);
    const manifest = path.join(machine.cacheDir, "promtool/manifest.json");
    for (const damaged of [readFileSync(manifest, "utf8").replaceAll("3.5.3", "3.4.0"), '{"programs":', "[]"]) {
      writeFileSync(manifest, damaged);
      expect(await obtainParts(options)).toEqual({ promtool });
    }
    rmSync(promtool.command);
    await obtainParts(options);
    expect(existsSync(promtool.command)).toBe(true);
  });

  it("are downloaded once when several ask at once", async () => {
    const told: string[] = [];
    const options = {
      cacheDir: machine.cacheDir,
      names: ["promtool"],
      progress: (line: string) => told.push(line),
    } as const;
    const [one, other] = await Promise.all([obtainParts(options), obtainParts(options)]);
    expect(one).toEqual(other);
    expect(machine.ran().filter((line) => line === "apt-get download promtool")).toHaveLength(1);
    expect(told).toContain("Another process is unpacking the programs: waiting for it");
  });

  it("are taken over from a set-up that was killed, by one that waited for it", async () => {
    const started = path.join(machine.bin, "started");
    const served = readFileSync(path.join(machine.bin, "dpkg-deb"), "utf8");
    machine.tool(
      "dpkg-deb",
      `mkdir -p "$3/usr/bin"; echo half > "$3/usr/bin/promtool"; echo $$ > ${started}; exec sleep 600`,
    );
    const script = fileURLToPath(new URL("obtain-process.ts", import.meta.url));
    const first = spawn(process.execPath, ["--import", "tsx", script, machine.cacheDir], { stdio: "inherit" });
    onTestFinished(() => void first.kill("SIGKILL"));
    await vi.waitUntil(() => existsSync(started) && readFileSync(started, "utf8") !== "", { timeout: 20_000 });
    const sleeper = Number(readFileSync(started, "utf8"));
    onTestFinished(() => void process.kill(sleeper, "SIGKILL"));
    expect(leftovers()).toHaveLength(1);

    writeFileSync(path.join(machine.bin, "dpkg-deb"), served);
    const told: string[] = [];
    const second = obtainParts({
      cacheDir: machine.cacheDir,
      names: ["promtool"],
      progress: (line) => {
        told.push(line);
        if (line.startsWith("Another process")) first.kill("SIGKILL");
      },
    });
    expect((await second).promtool.version).toBe("3.5.3");
    expect(told[0]).toBe("Another process is unpacking the programs: waiting for it");
    expect(leftovers()).toEqual([]);
  });
});

describe("refusals say what was tried and what to do", () => {
  const names = ["promtool", "amtool"] as const;
  const refused = () => refusal({ cacheDir: machine.cacheDir, names });

  it("without apt-get", async () => {
    rmSync(path.join(machine.bin, "apt-get"));
    const { message, tried } = await refused();
    expect([...tried.keys()]).toEqual(names);
    expect(message).toContain("- promtool 3.5 or newer: rule tests use fuzzy_compare");
    expect(message).toContain("apt-get not on PATH (for all of them)");
    expect(message).toContain("put them on PATH (https://prometheus.io/download/)");
    expect(existsSync(machine.cacheDir)).toBe(false);
  });

  it("without a Debian mirror among the sources", async () => {
    machine.tool(
      "apt-get",
      'echo "main https://apt.example.org/"; echo "stable https://docker.example.org/linux/debian/"',
    );
    expect((await refused()).message).toMatch(/no Debian mirror in this machine's apt sources.*put them on PATH/s);
  });

  it("with an unsupported architecture", async () => {
    machine.tool("dpkg", "echo m68k");
    machine.suite("forky", {});
    expect((await refused()).message).toMatch(
      /no package promtool for m68k.*not build the package for this processor/s,
    );
  });

  it("with a program that does not run here", async () => {
    const libc = "promtool: /lib/libc.so.6: version 'GLIBC_2.99' not found (required by promtool)";
    const script = `printf '#!/bin/sh\\necho "%s" >&2; exit 1' "${libc}"`;
    machine.tool(
      "dpkg-deb",
      `mkdir -p "$3/usr/bin"; ${script} > "$3/usr/bin/promtool"; chmod +x "$3/usr/bin/promtool"`,
    );
    const { message } = await refusal({ cacheDir: machine.cacheDir, names: ["promtool"] });
    expect(message).toMatch(/promtool failed: .*GLIBC_2.99.*Debian's build does not run here/s);
    expect(leftovers()).toEqual([]);
  });

  it("with half a download, and nothing of it stays", async () => {
    machine.tool(
      "dpkg-deb",
      'mkdir -p "$3/usr/bin"; echo half > "$3/usr/bin/promtool"; echo "unexpected end of file" >&2; exit 2',
    );
    expect((await refused()).message).toContain("dpkg-deb failed: unexpected end of file");
    expect(readdirSync(machine.cacheDir)).toEqual([]);
  });

  it("with a full disk", async () => {
    machine.tool("dpkg-deb", 'echo "tar: Cannot write: No space left on device" >&2; exit 2');
    expect((await refused()).message).toMatch(/No space left on device.*Free 500 MB/s);
  });

  it("with a cache directory that cannot be written", async () => {
    mkdirSync(machine.cacheDir);
    chmodSync(machine.cacheDir, 0o555);
    chmodSync(path.dirname(machine.cacheDir), 0o755);
    const nobody = 65534;
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(nobody);
    try {
      expect((await refused()).message).toMatch(
        /EACCES: permission denied, mkdtemp.*Make the cache directory writable/s,
      );
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  it.skipIf(!existsSync("/usr/bin/apt-get"))(
    "with a mirror that does not answer, as the real apt tells it",
    async () => {
      const etc = mkdtempSync(path.join(tmpdir(), "apt-"));
      onTestFinished(() => rmSync(etc, { recursive: true }));
      for (const tool of ["apt-get", "apt-cache", "dpkg", "dpkg-deb"]) {
        rmSync(path.join(machine.bin, tool));
        symlinkSync(`/usr/bin/${tool}`, path.join(machine.bin, tool));
      }
      vi.stubEnv("APT_CONFIG", path.join(etc, "apt.conf"));
      const [list, parts] = [path.join(etc, "sources.list"), path.join(etc, "sources.d")];
      writeFileSync(path.join(etc, "apt.conf"), `Dir::Etc::sourcelist "${list}";\nDir::Etc::sourceparts "${parts}";\n`);
      mkdirSync(parts);
      const deb822 =
        "Types: deb\nURIs: http://127.0.0.1:1/debian\nSuites: bookworm bookworm-updates\nComponents: main\n";
      const forms = [
        () =>
          writeFileSync(
            list,
            "# deb http://127.0.0.1:2/debian bookworm main\ndeb http://127.0.0.1:1/debian bookworm main\n",
          ),
        () => {
          rmSync(list);
          writeFileSync(
            path.join(parts, "off.sources"),
            deb822.replace("Types", "Enabled: no\nTypes").replace(":1/", ":2/"),
          );
          writeFileSync(path.join(parts, "on.sources"), deb822);
        },
      ];
      for (const write of forms) {
        write();
        const { message } = await refusal({ cacheDir: machine.cacheDir, names: ["promtool"] });
        expect(message).toContain("Debian forky of http://127.0.0.1:1/debian/: apt-get failed");
        expect(message).toContain("Debian trixie of http://127.0.0.1:1/debian/: apt-get failed");
        expect(message).toContain("Check the network");
      }
    },
  );
});
