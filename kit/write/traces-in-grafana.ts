import type { Environment } from "../model/environment.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { linesSource } from "./lines-in-grafana.ts";
import { tracesSource } from "./traces-source.ts";

/**
 * Grafana's data source for traces, which it brings: they are looked for and drawn in Explore. A span leads to the lines of its trace where Grafana can
 * show lines. https://grafana.com/docs/grafana/latest/datasources/jaeger/
 * @param query `host:port` where the store is asked
 */
export function tracesInGrafana({ platform, config }: Pick<Environment, "platform" | "config">, query: string): string {
  const lines = linesSource(platform, config);
  const toLines = lines && {
    tracesToLogsV2: {
      datasourceUid: lines,
      customQuery: true,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own variable
      query: 'trace_id:="${__trace.traceId}"',
      spanStartTimeShift: "-5m",
      spanEndTimeShift: "5m",
    },
  };
  const source = {
    ...{ name: "Jaeger", uid: tracesSource(platform, config), type: "jaeger", access: "proxy" },
    url: `http://${query}`,
    ...(toLines && { jsonData: toLines }),
  };
  return generatedNotice + yaml({ apiVersion: 1, datasources: [source] });
}
