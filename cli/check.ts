import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { checks } from "../simulator/checks.ts";
import { orExplain } from "./explain.ts";

await orExplain(async () => {
  const judges = await obtainParts({ names: ["promtool", "amtool", "blackbox-exporter"], progress: console.log });
  const told = new Set<string>();
  let failed = 0;
  for await (const { name, wrong, notices } of checks(judges)) {
    console.log(`${wrong === "" ? "ok    " : "WRONG "} ${name}`);
    if (wrong !== "") console.log(indented(wrong));
    for (const notice of notices.filter((one) => !told.has(one))) {
      told.add(notice);
      console.log(indented(`note: ${notice}`));
    }
    if (wrong !== "") failed++;
  }
  if (failed > 0) {
    console.error(`\n${failed} of the checks failed.`);
    process.exitCode = 1;
  }
});

function indented(text: string): string {
  return text.replace(/^/gm, "       ");
}
