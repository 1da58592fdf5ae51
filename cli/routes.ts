import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../generator/environment.ts";
import { routesTable } from "../generator/routes-table.ts";
import { orExplain } from "./explain.ts";

await orExplain(() => {
  const [name = "production"] = process.argv.slice(2);
  process.stdout.write(routesTable(environmentOf(loadConfig(name))));
});
