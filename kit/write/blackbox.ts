import type { Environment } from "../model/environment.ts";
import { generatedNotice, yaml } from "../yaml.ts";

/** A probe that takes longer has failed: less than the scrape interval of the job, so that a hanging site is no failed scrape. */
const probeTimeout = "4s";

/** blackbox-exporter's modules: one a probe, because each expects its own content. */
export function blackboxFile({ config }: Environment): string {
  const modules = Object.entries(config.probes).map(([name, { url, contains }]) => [
    name,
    {
      prober: "http",
      timeout: probeTimeout,
      http: {
        preferred_ip_protocol: "ip4",
        ...(url.startsWith("https://") && { fail_if_not_ssl: true }),
        ...(contains && { fail_if_body_not_matches_regexp: [contains.replace(/[.+*?()[\]{}|\\^$]/g, "\\$&")] }),
      },
    },
  ]);
  return generatedNotice + yaml({ modules: Object.fromEntries(modules) });
}
