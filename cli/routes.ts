import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { routesTable } from "../kit/write/routes-table.ts";
import { benevoclic } from "../platform.ts";
import { orExplain } from "./explain.ts";

await orExplain(() => {
  const [name = "production"] = process.argv.slice(2);
  process.stdout.write(routesTable(environmentOf(benevoclic, loadConfig(name))));
});
