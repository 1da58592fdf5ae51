import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "../parts/lock.ts";
import { onPath, run } from "../parts/programs.ts";
import { Unavailable } from "../parts/unavailable.ts";
import { obtainVictoriaMetrics, victoriaMetrics } from "../parts/victoria-metrics.ts";

/** What collects, keeps and counts lines: absolute paths of programs. */
export interface LogPrograms {
  readonly collector: string;
  readonly store: string;
  readonly rules: string;
}

/** The collector with the components that the generated configuration names, its versions and sums in Go's own form. */
const collectorModule = fileURLToPath(new URL("collector", import.meta.url));
const cache = fileURLToPath(new URL("../../../.cache/logs", import.meta.url));
/** Named by what is built: another version is built anew. */
const storeVersion = "v1.52.1";
const collectorVersion = "v0.165.1";
const home = path.join(cache, `store-${storeVersion}-collector-${collectorVersion}`);
const store = `github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs@${storeVersion}`;

/** Those that are here, if all of them are. */
function programs(): LogPrograms | undefined {
  const rules = victoriaMetrics("vmalert");
  if (rules === undefined || !existsSync(home)) return undefined;
  return { collector: path.join(home, "collector"), store: path.join(home, "victoria-logs"), rules };
}

/**
 * What `buildLogPrograms` made.
 * @throws Unavailable where it was not asked for
 */
export function builtLogPrograms(): LogPrograms {
  const found = programs();
  if (found !== undefined) return found;
  const [go] = onPath(["go"]);
  throw new Unavailable(
    go === undefined
      ? "VictoriaLogs and the collector are built from source, and there is no go on PATH"
      : "VictoriaLogs and the collector were not built: npm run parts -- --logs",
  );
}

/**
 * Builds them, once: about five minutes of two cores. Needs Go and a Debian machine, no root.
 * @throws Unavailable with the reason
 */
export async function buildLogPrograms(progress: (line: string) => void): Promise<LogPrograms> {
  return withLock(
    "logs",
    () => progress("another process is building VictoriaLogs and the collector: waiting"),
    async () => {
      const found = programs();
      if (found !== undefined) return found;
      const [go] = onPath(["go"]);
      if (go === undefined) return builtLogPrograms();
      await mkdir(cache, { recursive: true });
      const draft = await mkdtemp(path.join(cache, "unfinished-"));
      try {
        // Which counts them.
        await obtainVictoriaMetrics("vmalert", progress);
        if (existsSync(home)) return builtLogPrograms();
        const small = ["-trimpath", "-ldflags=-s -w"];
        progress("building VictoriaLogs, which keeps them");
        await run("env", [`GOBIN=${draft}`, go, "install", ...small, store]);
        progress("building the OpenTelemetry collector, which reads them: several minutes");
        await run(go, ["build", "-mod=readonly", ...small, "-o", `${draft}/collector`, "."], collectorModule);
        await rename(draft, home);
      } catch (error) {
        throw new Unavailable(`VictoriaLogs and the collector cannot be built: ${(error as Error).message}`);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
      return builtLogPrograms();
    },
  );
}
