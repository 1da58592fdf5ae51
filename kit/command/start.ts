import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type LocalPlatform, startRun } from "../lab/run.ts";
import type { Target } from "../lab/target.ts";
import { Mistakes } from "../model/mistakes.ts";

/** Runs the platform whose `local.ts` says how, with its monitoring, until Ctrl-C. */
export async function start(directory: string, target?: Target): Promise<void> {
  const file = path.resolve(directory, "local.ts");
  if (!existsSync(file))
    throw new Mistakes([
      {
        where: path.relative(".", file),
        what: "is not there",
        remedy: "name the directory of a platform, such as examples/shop",
      },
    ]);
  const { local } = (await import(pathToFileURL(file).href)) as { local: LocalPlatform };
  const { platform } = local;
  const kept = fileURLToPath(new URL(`../../.cache/${platform.name}`, import.meta.url));
  const run = await startRun(local, { directory: kept, progress: console.log, ...(target && { target }) });
  run.discord.inbox.each(({ channel, embeds: [embed] }) =>
    console.log(`\n[Discord, ${channel}] ${embed?.title ?? ""}\n${embed?.description ?? ""}`),
  );
  run.smtp.inbox.each(({ to, subject }) => console.log(`[e-mail to ${to.join(", ")}] ${subject}`));
  const jobs = [...run.programs.keys()];
  console.log(`\n${platform.title} runs. Prometheus: ${run.address}`);
  console.log(`To stop one of its programs, or to start it again, write its name and Enter: ${jobs.join(", ")}`);
  console.log("Ctrl-C stops everything.");

  const input = createInterface({ input: process.stdin });
  input.on("line", async (line) => {
    const program = run.programs.get(line.trim());
    if (program === undefined) return console.log(`There is no "${line.trim()}"; there are ${jobs.join(", ")}.`);
    const running = program.child.running;
    await (running ? program.stop() : program.start());
    console.log(`${program.name} ${running ? "is stopped" : "runs again"}`);
  });
  try {
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  } finally {
    input.close();
    await run.stop();
    console.log("stopped: no process is left.");
  }
}
