import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { checks } from "../simulator/checks.ts";

/** Lets the real tools judge what is generated, one line a check. */
export async function check({ json }: { readonly json: boolean }): Promise<void> {
  const say = json ? () => {} : console.log;
  const judges = await obtainParts({
    names: ["promtool", "amtool", "blackbox-exporter"],
    progress: json ? console.error : console.log,
  });
  const told = new Set<string>();
  const found: { name: string; wrong: string; notices: readonly string[] }[] = [];
  for await (const { name, wrong, notices } of checks(judges)) {
    found.push({ name, wrong, notices });
    say(`${wrong === "" ? "ok    " : "WRONG "} ${name}`);
    if (wrong !== "") say(indented(wrong));
    for (const notice of notices.filter((one) => !told.has(one))) {
      told.add(notice);
      say(indented(`note: ${notice}`));
    }
  }
  if (json) console.log(JSON.stringify(found, undefined, 2));
  const failed = found.filter(({ wrong }) => wrong !== "").length;
  if (failed > 0) {
    console.error(`\n${failed} of the checks failed.`);
    process.exitCode = 1;
  }
}

function indented(text: string): string {
  return text.replace(/^/gm, "       ");
}
