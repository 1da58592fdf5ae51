import path from "node:path";
import type { Config } from "../config/load.ts";
import { builtLogPrograms, type LogPrograms } from "../kit/lab/logs/obtain.ts";
import { logSpecs } from "../kit/lab/logs/programs.ts";
import { at } from "../kit/lab/monitoring.ts";
import { ifHad } from "../kit/lab/parts/unavailable.ts";
import { startService, type Undo } from "../kit/lab/services.ts";
import { passwords } from "../kit/model/login.ts";
import type { RunSettings } from "./programs.ts";

/** Nothing, with the reason told in one line, where the programs cannot be had or were not built: the run goes on without logs. */
export const logProgramsIfAny = (progress: (line: string) => void): LogPrograms | undefined =>
  ifHad(builtLogPrograms, (reason) => progress(`no logs in this run: ${reason}`));

/** What collects, keeps and counts the lines that the simulated platform writes; with the files that were generated. */
export async function startLogs(
  run: RunSettings & { readonly config: Config },
  programs: LogPrograms,
  undo: Undo,
  died?: (line: string) => void,
): Promise<void> {
  const { ports } = run;
  const inside = (...names: string[]) => path.resolve(run.directory, ...names);
  const specs = logSpecs(
    {
      directory: path.resolve(run.directory),
      ports: { collector: ports["log-collector"], store: ports.logs, rules: ports["log-rules"] },
      prometheus: { address: at(ports.prometheus), password: inside("secrets", passwords.prometheus.name) },
      files: {
        collector: inside("generated/log-collector/collector.yml"),
        rules: inside("generated/log-rules/counts.yml"),
      },
    },
    programs,
  );
  await startService(specs.store, undo, died);
  await startService(specs.collector, undo, died);
  await startService(specs.rules, undo, died);
}
