import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "../parts/lock.ts";
import { onPath, run } from "../parts/programs.ts";
import { Unavailable } from "../parts/unavailable.ts";

/** The version and the sums of all that it is built from, in Go's own form: a plain `go install` of Jaeger is refused. */
const module = fileURLToPath(new URL("jaeger", import.meta.url));
const cache = fileURLToPath(new URL("../../../.cache/traces", import.meta.url));
/** Named by what is built: another version is built anew. */
const built = path.join(cache, "jaeger-v1.76.0");

/**
 * The program that `buildJaeger` made.
 * @throws Unavailable where it was not asked for
 */
export function builtJaeger(): string {
  if (existsSync(built)) return built;
  const [go] = onPath(["go"]);
  throw new Unavailable(
    go === undefined
      ? "Jaeger is built from source, and there is no go on PATH"
      : "Jaeger was not built: npm run parts -- --traces",
  );
}

/**
 * Builds it, once: about six minutes of one core, and 2.4 GB of memory at the peak. Needs Go, no root.
 * @throws Unavailable with the reason
 */
export async function buildJaeger(progress: (line: string) => void): Promise<string> {
  return withLock(
    "traces",
    () => progress("another process is building Jaeger: waiting"),
    async () => {
      const [go] = onPath(["go"]);
      if (existsSync(built) || go === undefined) return builtJaeger();
      await mkdir(cache, { recursive: true });
      const draft = await mkdtemp(path.join(cache, "unfinished-"));
      try {
        progress("building Jaeger, which keeps traces: several minutes");
        const from = "github.com/jaegertracing/jaeger/cmd/jaeger";
        const small = ["-mod=readonly", "-ldflags=-s -w"];
        await run(go, ["build", ...small, "-o", `${draft}/jaeger`, from], module);
        await rename(`${draft}/jaeger`, built);
      } catch (error) {
        throw new Unavailable(`Jaeger cannot be built: ${(error as Error).message}`);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
      return builtJaeger();
    },
  );
}
