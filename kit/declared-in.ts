import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * What the files of a directory export, as far as `is` takes it, in the order of their names: a new file is a new declaration, and
 * no list has to be edited.
 * @param besides the file that asks, which is not read
 */
export async function declaredIn<Declared>(
  directory: string,
  is: (exported: unknown) => exported is Declared,
  besides: string,
): Promise<Declared[]> {
  const files = readdirSync(directory).filter((file) => /\.[jt]s$/.test(file) && file !== besides);
  const modules = await Promise.all(
    files.sort().map(async (file): Promise<object> => import(pathToFileURL(path.join(directory, file)).href)),
  );
  return modules.flatMap((module) => Object.values(module).filter(is));
}
