import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { catalogue, partNames } from "../../../../kit/lab/parts/catalogue.ts";

/** A machine of which PATH is all: programs are shell scripts, and Debian's tools serve packages that hold such scripts. */
export interface FakeMachine {
  /** The only directory of PATH. */
  readonly bin: string;
  readonly cacheDir: string;
  /** Puts a program on PATH that prints this version and notes that it was asked. */
  program(name: string, version: string): void;
  /** Replaces one of the tools by the body of a shell script. */
  tool(name: "apt-get" | "apt-cache" | "dpkg" | "dpkg-deb", body: string): void;
  /** Lets a suite offer all packages in these versions; `{}` empties it. */
  suite(name: string, versions: Readonly<Record<string, string>>): void;
  /** What was run, a line each: `apt-get download promtool`, `promtool --version`. */
  ran(): string[];
  remove(): void;
}

export const present = {
  prometheus: "3.5.3+ds1-6",
  promtool: "3.5.3+ds1-6",
  "prometheus-alertmanager": "0.33.1-5",
  "prometheus-node-exporter": "1.11.1-3",
  "prometheus-blackbox-exporter": "0.28.0-2",
};

export function fakeMachine(): FakeMachine {
  const root = mkdtempSync(path.join(tmpdir(), "fake-debian-"));
  const [bin, suites, log] = [path.join(root, "bin"), path.join(root, "suites"), path.join(root, "ran")];
  mkdirSync(bin);
  mkdirSync(suites);
  const write = (name: string, body: string) => {
    const file = path.join(bin, name);
    writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`);
    chmodSync(file, 0o755);
  };
  const note = (what: string) => `echo "${what}" >> '${log}'`;
  const versioned = (name: string, version: string) =>
    `${note(`${name} $*`)}\necho "${name}, version ${version} (branch: x)"`;

  const machine: FakeMachine = {
    bin,
    cacheDir: path.join(root, "cache"),
    program: (name, version) => write(name, versioned(name, version)),
    tool: write,
    suite: (name, versions) => {
      rmSync(path.join(suites, name), { recursive: true, force: true });
      for (const [packageName, version] of Object.entries(versions)) {
        const tree = path.join(suites, name, packageName);
        mkdirSync(path.join(tree, "usr/bin"), { recursive: true });
        writeFileSync(path.join(tree, "version"), version);
        for (const part of partNames) {
          const { debian } = catalogue[part];
          if (debian.package !== packageName) continue;
          const file = path.join(tree, debian.path);
          const opens = debian.opens ? `: ${debian.opens.absolute}/default.tmpl\n: ${debian.opens.absolute}` : "";
          const script = versioned(part, version.replace(/[-+].*/, ""));
          writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${opens}\n${script}\n`);
          chmodSync(file, 0o755);
        }
      }
    },
    ran: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };

  write("dpkg", "echo amd64");
  write(
    "apt-get",
    `if [ "$1" = indextargets ]; then echo "contrib http://mirror.invalid/debian/"; echo "main http://mirror.invalid/debian/"; exit; fi
shift 2
${note("apt-get $*")}
if [ "$1" = download ]; then echo "$2" > "$2.deb"; fi`,
  );
  write(
    "apt-cache",
    `dir=$(dirname "$2"); suite=$(sed 's/.*\\] [^ ]* \\([^ ]*\\) .*/\\1/' "$dir/sources.list")
shift 3
for package; do
  v="${suites}/$suite/$package/version"
  if [ -e "$v" ]; then echo " $package | $(cat "$v") | http://mirror.invalid/debian $suite/main amd64 Packages"; fi
done`,
  );
  // dpkg-deb -x <dir>/apt-X/download-P/P.deb <into>: the suite is in the private sources list beside the download.
  write(
    "dpkg-deb",
    `${note("dpkg-deb $1")}
apt=$(dirname "$(dirname "$2")"); suite=$(sed 's/.*\\] [^ ]* \\([^ ]*\\) .*/\\1/' "$apt/sources.list")
mkdir -p "$3" && cp -r "${suites}/$suite/$(cat "$2")/." "$3"`,
  );
  return machine;
}
