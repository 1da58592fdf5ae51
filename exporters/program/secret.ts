import { readFile } from "node:fs/promises";
import { Mistake } from "./mistake.ts";

/**
 * A secret's file, without the newline that editors leave at its end.
 *
 * @throws Mistake when it cannot be read or is empty; the content is in no message
 */
export async function readSecret(file: string): Promise<string> {
  let content: string;
  try {
    content = (await readFile(file, "utf8")).trim();
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new Mistake(
      `the secret file ${file} cannot be read (${code})`,
      "create it with mode 0400, owned by the user that runs this program",
    );
  }
  if (content === "") throw new Mistake(`the secret file ${file} is empty`, "write the secret into it");
  return content;
}
