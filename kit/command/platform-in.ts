import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Mistakes } from "../model/mistakes.ts";
import { isPlatform, type Platform } from "../platform.ts";

/** The platform that the directory's `platform.ts` exports. */
export async function platformIn(directory: string): Promise<Platform> {
  const file = path.resolve(directory, "platform.ts");
  const found = existsSync(file)
    ? Object.values((await import(pathToFileURL(file).href)) as object).find(isPlatform)
    : undefined;
  if (found === undefined)
    throw new Mistakes([
      {
        where: path.relative(".", file),
        what: "exports no platform",
        remedy: "name the directory of a platform, such as examples/shop",
      },
    ]);
  return found;
}
