import { testsIn } from "../read/tests.ts";
import type { Files } from "../version.ts";
import type { Alerting, Found } from "./alerts.ts";
import { matchingOf } from "./matching.ts";

/** What is proven of the alerts that both versions have. Whole files that are equal hold no difference. */
export function compareTests(files: { before: Files; after: Files }, before: Alerting, after: Alerting): Found[] {
  const changed = [...new Set([...files.before.keys(), ...files.after.keys()])].filter(
    (file) => file.startsWith("prometheus/tests/") && files.before.get(file) !== files.after.get(file),
  );
  const [was, is] = [testsIn(files.before, changed), testsIn(files.after, changed)];
  return matchingOf(before.rules.alerts, after.rules.alerts).kept.flatMap((pair) => {
    const own = testsOf(was, pair.before);
    const now = testsOf(is, pair.after);
    const lost = [...own.keys()].filter((name) => !now.has(name));
    const gained = [...now.keys()].filter((name) => !own.has(name));
    const sameRule = pair.before.expression === pair.after.expression && pair.before.for === pair.after.for;
    const other = [...now].filter(([name, text]) => own.has(name) && own.get(name) !== text);
    const named = { area: "tests" as const, subject: pair.after.key, severities: [pair.after.severity] };
    return [
      ...lost.map(
        (name): Found => ({
          ...named,
          class: "weakens",
          what: `test lost: ${name}`,
          consequence: "Nothing proves this any more: a later change may break it unnoticed.",
        }),
      ),
      ...gained.map(
        (name): Found => ({ ...named, class: "harmless", what: `test added: ${name}`, consequence: "More is proven." }),
      ),
      // Examples are stated relative to the limit: with another limit they must be others.
      ...(sameRule ? other : []).map(
        ([name]): Found => ({
          ...named,
          class: "harmless",
          what: `example changed: ${name}`,
          consequence: "The same is proven with other values.",
        }),
      ),
    ];
  });
}

/** Those of one rule, by what they show. */
function testsOf(tests: ReadonlyMap<string, string>, { name, severity }: { name: string; severity: string }) {
  const own = `${name} ${severity} `;
  return new Map(
    [...tests].flatMap(([test, text]) =>
      test.startsWith(own) ? [[test.slice(own.length), text.replaceAll(name, "")]] : [],
    ),
  );
}
