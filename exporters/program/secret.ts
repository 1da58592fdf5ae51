import { Mistake } from "./mistake.ts";
import { NotRegular, readRegular } from "./regular-file.ts";

/** Bytes; a private key of an App, the longest secret that there is, has 2 to 4 KiB. */
const longestSecret = 64 * 1024;

/**
 * A secret's file, without the newline that editors leave at its end.
 *
 * @throws Mistake when it cannot be read or is empty; the content is in no message
 */
export async function readSecret(file: string): Promise<string> {
  let content: string;
  try {
    content = (await readRegular(file, longestSecret)).trim();
  } catch (error) {
    if (error instanceof NotRegular)
      throw new Mistake(
        `the secret file ${file} ${error.message}`,
        "put a file that holds the secret alone in its place",
      );
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new Mistake(
      `the secret file ${file} cannot be read (${code})`,
      "create it with mode 0400, owned by the user that runs this program",
    );
  }
  if (content === "") throw new Mistake(`the secret file ${file} is empty`, "write the secret into it");
  return content;
}
