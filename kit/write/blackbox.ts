import { probeTimeout } from "../../signals/metrics/blackbox.ts";
import type { Environment } from "../environment.ts";
import { generatedNotice, yaml } from "./yaml.ts";

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
