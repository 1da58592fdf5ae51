import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { orExplain } from "../cli/explain.ts";
import { obtainVictoriaMetrics } from "../kit/lab/parts/victoria-metrics.ts";
import { spread } from "./figures.ts";
import { cost } from "./replicated/cost.ts";
import { kills } from "./replicated/kills.ts";

/** `npm run bench:replicated`: what several hosts lose and double while their programs are killed, and what they cost beside a single one. */

const { values } = parseArgs({ options: { kills: { type: "string" }, seconds: { type: "string" } } });
const count = Number(values.kills ?? 50);
const measured = Number(values.seconds ?? 120);

await orExplain(async () => {
  await obtainVictoriaMetrics("vmalert", console.error);
  const directory = mkdtempSync(path.join(tmpdir(), "replicated-"));
  try {
    if (measured > 1)
      for (const { name, programs } of await cost(measured, directory)) {
        console.log(`\n${name}`);
        for (const { program, megabytes, cores } of programs)
          console.log(
            `  ${program.padEnd(24)} ${megabytes.toFixed(0).padStart(5)} MB ${(100 * cores).toFixed(2).padStart(7)} % of a core`,
          );
      }
    const { killed, lost, doubled, seconds, scraped, asItIs, copied } = await kills(count, directory);
    console.log(`\n${count} kills: ${[...killed].map(([program, times]) => `${program} ${times}`).join(", ")}`);
    console.log(
      `messages lost ${lost}, doubled ${doubled}; from the shop's change to the message ${spread(seconds, "s")}`,
    );
    console.log(
      `samples missing of ${scraped}: ${asItIs} through the worse gateway, ${copied} after the stores gave each other theirs`,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
