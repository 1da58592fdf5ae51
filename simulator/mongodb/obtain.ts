import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "../../kit/lab/parts/lock.ts";
import { run } from "../../kit/lab/parts/programs.ts";
import { obtainJava } from "./java.ts";

/** The server's program: `java -cp '<libraries>/*' Server.java PORT`. */
export interface MongodbProgram {
  readonly java: string;
  /** The directory of its jars. */
  readonly libraries: string;
  readonly source: string;
}

/** The server could not be had. The message says why, and what to do. */
export class MongodbUnavailable extends Error {
  constructor(reason: string) {
    super(
      `No MongoDB-protocol server here: ${reason}\nInstall Java 17 and Maven (on Debian: \`apt-get install maven\`), check that Maven reaches its ` +
        "repository (its own settings, ~/.m2/settings.xml), or name a MongoDB in MONGODB_TEST_URL for the tests. What was unpacked is kept for the next time.",
    );
    this.name = "MongodbUnavailable";
  }
}

const defaultCacheDirectory = fileURLToPath(new URL("../../.cache/mongodb", import.meta.url));

/**
 * Fetches the server's three megabytes of jars once, with the machine's Maven and by Maven's own settings, else with a Maven
 * unpacked from Debian's packages. Several processes may ask at once: one fetches, the others wait.
 * @throws MongodbUnavailable
 */
export async function obtainMongodb(
  options: { cacheDirectory?: string; progress?: (line: string) => void } = {},
): Promise<MongodbProgram> {
  const directory = path.resolve(options.cacheDirectory ?? defaultCacheDirectory);
  const tell = options.progress ?? (() => {});
  const waiting = () => tell("Another process is fetching the MongoDB-protocol server: waiting for it");
  // The end of the path is enough: directories that share it only wait for each other.
  return withLock(`mongodb:${directory.slice(-60)}`, waiting, async () => {
    try {
      await mkdir(directory, { recursive: true });
      const java = await obtainJava(directory, tell);
      const libraries = path.join(directory, "libraries");
      if (!existsSync(libraries)) {
        tell("Fetching the MongoDB-protocol server with Maven");
        const aside = path.join(directory, "unfinished-libraries");
        await rm(aside, { recursive: true, force: true });
        const pom = fileURLToPath(new URL("pom.xml", import.meta.url));
        const environment = Object.entries(java.env).map(([name, value]) => `${name}=${value}`);
        await run("env", [
          ...environment,
          ...[java.mvn, "--batch-mode", "--quiet", "--file", pom, ...java.arguments],
          ...["dependency:copy-dependencies", `-DoutputDirectory=${aside}`],
        ]);
        await rename(aside, libraries);
      }
      return { java: java.java, libraries, source: java.source };
    } catch (error) {
      throw new MongodbUnavailable(error instanceof Error ? error.message : String(error));
    }
  });
}
