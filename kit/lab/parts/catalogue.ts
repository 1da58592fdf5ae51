/** The real programs that the local run, the checks and the tests need, and where Debian keeps them. Declarations only. */

export const partNames = [
  "prometheus",
  "promtool",
  "alertmanager",
  "amtool",
  "node-exporter",
  "blackbox-exporter",
] as const;
export type PartName = (typeof partNames)[number];

export interface Program {
  /** The names that it may have on PATH, the usual one first. */
  readonly executables: readonly string[];
  readonly debian: {
    readonly package: string;
    /** The program's path inside the package. */
    readonly path: string;
    /**
     * A directory that Debian's build opens by absolute path, and an equally long path that means the same directory
     * of the unpacked package when the program is started in the directory of its own file.
     */
    readonly opens?: { readonly absolute: string; readonly relative: string };
  };
  /** The oldest version that does what the generated configuration asks of it. */
  readonly oldest: string;
  /** What that version brought. */
  readonly because: string;
}

/** All six print `<name>, version <version> (branch: …`, Prometheus' common form. */
export const versionArguments: readonly string[] = ["--version"];

/**
 * Tried in this order. Debian forky has all of them, and its Go programs run on Debian 12; trixie is stable and keeps its versions,
 * but its Prometheus (2.53) is too old.
 */
export const debianSuites: readonly string[] = ["forky", "trixie"];

/** Holds the keys of every Debian release (package debian-archive-keyring, on every Debian machine). */
export const debianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

export const catalogue: Readonly<Record<PartName, Program>> = {
  // https://github.com/prometheus/prometheus/blob/main/CHANGELOG.md
  prometheus: {
    executables: ["prometheus"],
    debian: { package: "prometheus", path: "usr/bin/prometheus" },
    oldest: "3.5",
    because: "rule groups carry labels (3.0), and promtool of the same version judges them",
  },
  promtool: {
    executables: ["promtool"],
    debian: { package: "promtool", path: "usr/bin/promtool" },
    oldest: "3.5",
    because: "rule tests use fuzzy_compare (3.5)",
  },
  // https://github.com/prometheus/alertmanager/blob/main/CHANGELOG.md
  alertmanager: {
    executables: ["alertmanager", "prometheus-alertmanager"],
    debian: {
      package: "prometheus-alertmanager",
      path: "usr/bin/prometheus-alertmanager",
      // Its default templates; without them it refuses every configuration.
      opens: { absolute: "/usr/share/prometheus/alertmanager", relative: ".././share/prometheus/alertmanager" },
    },
    oldest: "0.28",
    because: "Discord's webhook address is read from a file (webhook_url_file, 0.28)",
  },
  amtool: {
    executables: ["amtool"],
    debian: { package: "prometheus-alertmanager", path: "usr/bin/amtool" },
    oldest: "0.28",
    because: "it refuses configurations with webhook_url_file before 0.28",
  },
  // https://github.com/prometheus/node_exporter/blob/master/CHANGELOG.md
  "node-exporter": {
    executables: ["node_exporter", "prometheus-node-exporter", "node-exporter"],
    debian: { package: "prometheus-node-exporter", path: "usr/bin/prometheus-node-exporter" },
    oldest: "1.2",
    because: "its flags that exclude file systems have their present names since 1.2",
  },
  // https://github.com/prometheus/blackbox_exporter/blob/master/CHANGELOG.md
  "blackbox-exporter": {
    executables: ["blackbox_exporter", "prometheus-blackbox-exporter", "blackbox-exporter"],
    debian: { package: "prometheus-blackbox-exporter", path: "usr/bin/prometheus-blackbox-exporter" },
    oldest: "0.19",
    because: "it answers /-/healthy since 0.19",
  },
};
