import {
  CustomVariableBuilder,
  DashboardBuilder,
  type Panel as PanelJson,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/logs";
import type { Environment } from "../model/environment.ts";
import { dashboardUid, idFrom } from "../model/ids.ts";
import { refresh } from "../model/style.ts";
import { words } from "../model/words.ts";
import type { Platform } from "../platform.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { columns, tidied } from "./dashboards.ts";

/** VictoriaLogs' plugin for Grafana, which Grafana does not bring. https://github.com/VictoriaMetrics/victorialogs-datasource */
const plugin = "victoriametrics-logs-datasource";
const uidIn = ({ name }: Pick<Platform, "name">) => `${name}-logs`;
/** Lines that the panel asks for. */
const linesAtMost = 500;

const text = {
  title: { fr: "Lignes des journaux", en: "Lines of the logs" },
  about: {
    fr: "Qu'a écrit la plate-forme, ligne par ligne ? Masquées avant d'être conservées.",
    en: "What did the platform write, line by line? Masked before they were kept.",
  },
  service: { fr: "Service", en: "Service" },
} as const;

/** The uid of the data source of lines, where Grafana has it. */
export const linesSource = (platform: Platform, config: Environment["config"]): string | undefined =>
  platform.logs?.inGrafana?.(config) === true ? uidIn(platform) : undefined;

/** What Grafana needs to show lines themselves, by the path below `grafana/`; nothing where it has not the plugin. */
export function linesInGrafana(environment: Environment, store: string): [string, string][] {
  const { platform, config } = environment;
  const uid = linesSource(platform, config);
  if (uid === undefined) return [];
  const source = {
    ...{ name: "VictoriaLogs", uid, type: plugin, access: "proxy" },
    url: `http://${store}`,
    jsonData: { maxLines: linesAtMost },
  };
  return [
    ["provisioning/datasources/logs.yml", generatedNotice + yaml({ apiVersion: 1, datasources: [source] })],
    [
      `dashboards/${dashboardUid(platform.name, "lines")}.json`,
      `${JSON.stringify(dashboardOf(environment), null, 2)}\n`,
    ],
  ];
}

function dashboardOf({ platform, config }: Environment): unknown {
  const { locale, timezone } = config;
  const services = [...new Set((platform.logs?.sources ?? []).map(({ service }) => service))].sort();
  const builder = new DashboardBuilder(`${platform.title} · ${text.title[locale]}`)
    .uid(dashboardUid(platform.name, "lines"))
    .description(`${text.about[locale]}\n\n${words.generated[locale]}`)
    .tags([platform.name])
    .timezone(timezone)
    .readonly()
    .time({ from: "now-15m", to: "now" })
    .refresh(refresh)
    .variables([
      new CustomVariableBuilder("service")
        .label(text.service[locale])
        .values(services.join(","))
        .multi(true)
        .includeAll(true)
        .current({ text: words.all[locale], value: "$__all" }),
    ]);
  return tidied({ ...builder.build(), panels: [linesPanel(platform, text.title[locale])] });
}

function linesPanel(platform: Platform, title: string): unknown {
  const datasource = { type: plugin, uid: uidIn(platform) };
  const panel: PanelJson = new PanelBuilder()
    .id(idFrom("lines"))
    .title(title)
    .datasource(datasource)
    .gridPos({ x: 0, y: 0, w: columns, h: 22 })
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .build();
  const expr = `{service in (\${service:doublequote})}`;
  return { ...panel, targets: [{ refId: "A", datasource, expr, queryType: "instant", maxLines: linesAtMost }] };
}
