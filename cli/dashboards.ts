import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { dashboardUid } from "../kit/model/ids.ts";
import { panelsOf } from "../kit/model/shown.ts";
import { benevoclic } from "../platform.ts";
import { orExplain } from "./explain.ts";

/** `npm run dashboards -- --list [environment]`: what each dashboard shows and for whom, in the environment's language. */
await orExplain(() => {
  const name = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "production";
  const { config, dashboards } = environmentOf(benevoclic, loadConfig(name));
  const { locale } = config;
  for (const dashboard of dashboards) {
    const uid = dashboardUid(benevoclic.name, dashboard.name);
    console.log(`${dashboard.title[locale]}   generated/${name}/grafana/dashboards/${uid}.json`);
    console.log(`    ${dashboard.about[locale]}`);
    console.log(`    ${dashboard.readers[locale]}`);
    for (const { title, lines } of dashboard.rows) {
      const titles = lines.flat().map((panel) => (panel.title ?? panel.signal.title)[locale]);
      console.log(`      ${title[locale]}: ${titles.join(" · ")}`);
    }
    console.log(`    ${panelsOf(dashboard).length} panels\n`);
  }
});
