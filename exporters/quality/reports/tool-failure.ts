import type { Path, Scalar } from "../json-events.ts";
import { Unusable } from "../unusable.ts";

/** Where a package manager says what went wrong, the most telling first. */
const words = ["error.summary", "error.message", "error.detail", "error", "errors.0.message", "message", "data"];

/**
 * What package managers print in place of a report when they fail:
 *
 *     {"error": {"code": …, "summary": …}}              npm 6, 10 and 11; pnpm with `message`
 *     {"message": …, "statusCode": 503, "uri": …}       npm 7 to 9: the registry's answer
 *     {"type": "error", "data": …}                      yarn, one document a line (its reports have lines of their own as well)
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
      if (name === "children.ID" || name === "children.Severity") yarn = true;
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
  const shown = text && quoted(text);
  return [...code, shown].filter(Boolean).join(": ") || "without a reason";
}

/** What a tool said, in a line that can be shown: registries may be addressed with a password, and nothing of it goes into a log. */
export const quoted = (text: string): string =>
  text
    .replace(/\/\/[^/\s]*@/g, "//…@")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);

/** The first that fits: a request fails for a certificate as well, and an answer of 401 is none of an outage. */
const remedies: readonly (readonly [cause: RegExp, remedy: string])[] = [
  [
    /NO_?LOCK|without a lock ?file/i,
    "commit the lock file, or let the workflow make one: `npm install --package-lock-only`",
  ],
  [
    /certificate|CERT_|UNABLE_TO_VERIFY/i,
    "let the workflow trust the certificate of the registry or of the proxy before it: NODE_EXTRA_CA_CERTS",
  ],
  [/\bE?40[13]\b|ENEEDAUTH|authenticat/i, "give the workflow a token that the registry takes, in its .npmrc"],
  [
    /ENOAUDIT|not support audit/i,
    "let npm audit ask a registry that answers audits (`--registry`); if yours does, let the workflow run again",
  ],
  [
    /\b(5\d\d|429)\b|ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|[A-Z]UNREACH|network|socket hang up|request to /i,
    "the package registry did not answer: let the workflow run again",
  ],
];
const remedyFor = (why: string): string =>
  remedies.find(([cause]) => cause.test(why))?.[1] ?? "see the log of the workflow that ran it";
