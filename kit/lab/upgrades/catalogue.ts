/** Where the versions of a service are published, and which program of a release judges what we generate for it. */
export interface Published {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** The release's file: `<archive>-<version>.linux-<architecture>.tar.gz`, beside `sha256sums.txt`. */
  readonly archive?: {
    readonly name: string;
    /** Takes the service's flags. */
    readonly program: string;
    /** Judges its files: command lines of programs in the archive, with their directory in `generated/<environment>/` first. */
    readonly judges: readonly Judge[];
  };
}

export interface Judge {
  readonly what: string;
  readonly program: string;
  readonly args: (directory: string) => readonly string[];
  /** Files of the directory, appended to the arguments. */
  readonly files?: RegExp;
  /** Takes minutes. */
  readonly slow?: true;
}

export const published: Readonly<Record<string, Published>> = {
  prometheus: {
    repository: "prometheus/prometheus",
    archive: {
      name: "prometheus",
      program: "prometheus",
      judges: [
        {
          what: "configuration",
          program: "promtool",
          args: (directory) => ["check", "config", `${directory}/prometheus/prometheus.yml`],
        },
        {
          what: "rules",
          program: "promtool",
          args: () => ["check", "rules", "--lint=all", "--lint-fatal"],
          files: /^prometheus\/rules\/.*\.yml$/,
        },
        {
          what: "rule tests",
          program: "promtool",
          args: () => ["test", "rules"],
          files: /^prometheus\/tests\/.*\.yml$/,
          slow: true,
        },
      ],
    },
  },
  alertmanager: {
    repository: "prometheus/alertmanager",
    archive: {
      name: "alertmanager",
      program: "alertmanager",
      judges: [
        {
          what: "configuration",
          program: "amtool",
          args: (directory) => ["check-config", `${directory}/alertmanager/alertmanager.yml`],
        },
      ],
    },
  },
  // No program judges dashboards: CI imports them into the oldest and the newest Grafana (dashboards.yml).
  grafana: { repository: "grafana/grafana" },
  "node-exporter": {
    repository: "prometheus/node_exporter",
    archive: { name: "node_exporter", program: "node_exporter", judges: [] },
  },
  "blackbox-exporter": {
    repository: "prometheus/blackbox_exporter",
    archive: {
      name: "blackbox_exporter",
      program: "blackbox_exporter",
      judges: [
        {
          what: "probes",
          program: "blackbox_exporter",
          args: (directory) => ["--config.check", `--config.file=${directory}/blackbox/blackbox.yml`],
        },
      ],
    },
  },
};
