import type { z } from "zod";
import { Mistakes } from "../../kit/model/mistakes.ts";

/** JSON among lines of a wrapper or an alias, such as setup-terraform's `[command]/opt/…`: no word stands behind its first bracket. */
const among = /^(?=\s*(?:\{|\[\s*(?:[[{"\]\d-]|$)))[\s\S]*[}\]]/m;

/**
 * What a program answered as JSON.
 * @param where which program, on which machine
 * @throws Mistakes when it answered something else, or in a form that is not known here
 */
export function answered<Answer>(where: string, text: string, schema: z.ZodType<Answer>): Answer {
  const refused = (what: string) =>
    new Mistakes([
      {
        ...{ where, what },
        remedy: "see which version it is, and whether something else answers in its place: an alias, a wrapper",
      },
    ]);
  const found = parsed(text) ?? parsed(among.exec(text)?.[0] ?? "");
  if (found === undefined) throw refused(`answers no JSON: ${JSON.stringify(text.trim().slice(0, 100))}`);
  const { success, data, error } = schema.safeParse(found.json);
  if (success) return data;
  const wrong = error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.map(String).join(".") || "all of it"}: ${message}`);
  throw refused(`answers in a form that is not known here: ${wrong.join("; ")}`);
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
