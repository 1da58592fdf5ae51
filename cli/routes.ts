import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { routesTable, whoIsTold } from "../kit/write/routes-table.ts";
import { benevoclic } from "../platform.ts";

/** Who is told of each alert, when, and what silences it. */
export function routes({ environment, json }: { readonly environment: string; readonly json: boolean }): void {
  const declared = environmentOf(benevoclic, loadConfig(environment));
  process.stdout.write(json ? `${JSON.stringify(whoIsTold(declared), undefined, 2)}\n` : routesTable(declared));
}
