import type { Path, Scalar } from "../json-events.ts";
import { Unusable } from "../unusable.ts";

/** Where a package manager says what went wrong, the most telling first. */
const words = ["error.summary", "error.message", "error.detail", "error", "errors.0.message", "message", "data"];

/**
 * What package managers print in place of a report when they fail:
 *
 *     {"error": {"code": …, "summary": …}}              npm 6, 10 and 11; pnpm with `message`
 *     {"message": …, "statusCode": 503, "uri": …}       npm 7 to 9: the registry's answer
 *     {"type": "error", "data": …}                      yarn, one document a line
 *
 * A package may be named `error` or `message` as well: what stands under its name is an object with other fields.
 */
export function createFailure(command: string) {
  const said = new Map<string, string>();
  let failed = false;
  let yarn = false;
  let line: Scalar = null;
  return {
    see(path: Path, value: Scalar): void {
      if (path.length > 3) return;
      const name = path.join(".");
      if (name === "type" && typeof value === "string") {
        line = value;
        yarn = true;
        if (value === "error") failed = true;
      }
      if (value === null || value === false || value === "" || (name === "data" && line !== "error")) return;
      if (words.includes(name) || name === "error.code" || name === "statusCode") {
        // Of several lines the first error counts: what follows mostly follows from it.
        if (!said.has(name)) said.set(name, String(value).slice(0, 1000));
        failed = true;
      }
    },
    /** @throws Unusable when the tool has failed, or is none whose reports are known */
    refuse(): void {
      if (failed) {
        const why = wordsOf(said);
        throw new Unusable("wrong", `it says that ${command} failed: ${why}`, remedyFor(why));
      }
      if (yarn)
        throw new Unusable("wrong", "it is yarn's form, which is not known", `write it with \`${command} --json\``);
    },
  };
}

function wordsOf(said: ReadonlyMap<string, string>): string {
  const [text] = words.flatMap((name) => said.get(name) ?? []);
  const status = said.get("statusCode");
  const code = [said.get("error.code"), status && `HTTP ${status}`].filter(
    (it) => it && !text?.includes(it.split(" ").at(-1) ?? it),
  );
  // Registries may be addressed with a password; nothing of it goes into a log.
  const shown = text
    ?.replace(/\/\/[^/\s]*@/g, "//…@")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);
  return [...code, shown].filter(Boolean).join(": ") || "without a reason";
}

function remedyFor(why: string): string {
  if (why.includes("ENOLOCK"))
    return "commit the lock file, or let the workflow make one: `npm install --package-lock-only`";
  if (/\b(5\d\d|429)\b|ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOAUDIT|network|request to /i.test(why))
    return "the package registry did not answer: let the workflow run again";
  return "see the log of the workflow that ran it";
}
