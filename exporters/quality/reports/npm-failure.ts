import type { Path, Scalar } from "../json-events.ts";
import { Unusable } from "../unusable.ts";

/** What npm prints in place of a report when it fails: `{"message": …, "error": {"code": …, "summary": …}}`. */
export function createFailure() {
  const said = new Map<string, string>();
  let failed = false;
  return {
    see(path: Path, value: Scalar): void {
      const name = path.join(".");
      // A package may be named `error` as well: its fields are others.
      if (name === "error.code" || name === "error.summary" || name === "error.detail") failed = true;
      if (["message", "error.code", "error.summary"].includes(name) && value)
        said.set(name, String(value).slice(0, 200));
    },
    /** @throws Unusable when npm has failed */
    refuse(command: string): void {
      if (!failed) return;
      const why = said.get("error.code") ?? said.get("error.summary") ?? said.get("message") ?? "without a reason";
      throw new Unusable("wrong", `it says that ${command} failed: ${why}`, "see the log of the workflow that ran it");
    },
  };
}
