import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { dashboardUid } from "../kit/model/ids.ts";
import { panelsOf } from "../kit/model/shown.ts";
import { benevoclic } from "../platform.ts";

/** What each dashboard shows and for whom, in the environment's language. */
export function dashboards({ environment, json }: { readonly environment: string; readonly json: boolean }): void {
  const { config, dashboards: declared } = environmentOf(benevoclic, loadConfig(environment));
  const { locale } = config;
  const all = declared.map((dashboard) => ({
    title: dashboard.title[locale],
    file: `generated/${environment}/grafana/dashboards/${dashboardUid(benevoclic.name, dashboard.name)}.json`,
    about: dashboard.about[locale],
    readers: dashboard.readers[locale],
    rows: dashboard.rows.map(({ title, lines }) => ({
      title: title[locale],
      panels: lines.flat().map((panel) => (panel.title ?? panel.signal.title)[locale]),
    })),
    panels: panelsOf(dashboard).length,
  }));
  if (json) {
    console.log(JSON.stringify(all, undefined, 2));
    return;
  }
  for (const { title, file, about, readers, rows, panels } of all) {
    console.log(`${title}   ${file}\n    ${about}\n    ${readers}`);
    for (const row of rows) console.log(`      ${row.title}: ${row.panels.join(" · ")}`);
    console.log(`    ${panels} panels\n`);
  }
}
