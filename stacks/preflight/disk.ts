import type { Check } from "./check.ts";

/** Images of all services take about 1.5 GB unpacked, and a full disk takes the data with it. */
const least = 2;

/** Room for the images, and a word when Prometheus could not grow as far as it may. */
export const diskCheck: Check = async ({ config, host }) => {
  const root = (await host.docker("info", "--format", "{{.DockerRootDir}}")).trim();
  // Where only root may look below /var/lib/docker, the file system is that of the directory above.
  const df = await host.sh(`df -Pk "$1" 2>/dev/null || df -Pk "$(dirname "$1")"`, root);
  const free = Number(df.trim().split("\n").at(-1)?.split(/\s+/)[3]) / 1024 ** 2;
  const where = `${host.engine} ${root}`;
  const has = `has ${free.toFixed(1)} GB free`;
  if (free < least) {
    const remedy = "free some: `docker image prune`, old logs and backups";
    return { mistakes: [{ where, what: `${has}; needed: ${least} GB`, remedy }] };
  }
  const wanted =
    Number.parseInt(config.prometheus.retentionSize, 10) / (config.prometheus.retentionSize.endsWith("MB") ? 1024 : 1);
  if (free >= wanted) return {};
  const remedy = `lower prometheus.retentionSize (${config.at(["prometheus", "retentionSize"])}), or give the host more disk`;
  return { notices: [{ where, what: `${has}, and Prometheus may grow to ${wanted} GB`, remedy }] };
};
