import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { type LocalPlatform, startRun } from "../kit/lab/run.ts";
import { UserError } from "./explain.ts";
import { runDirectory } from "./run-directory.ts";

/** `npm start -- --platform <directory>`: a platform whose `local.ts` says how it is run, until Ctrl-C. */
export async function startOther(directory: string): Promise<void> {
  const file = path.resolve(directory, "local.ts");
  if (!existsSync(file))
    throw new UserError(
      `There is no ${path.relative(".", file)}`,
      "name the directory of a platform, such as examples/shop",
    );
  const { local } = (await import(pathToFileURL(file).href)) as { local: LocalPlatform };
  const { platform } = local;
  const run = await startRun(local, { directory: path.join(runDirectory, "..", platform.name), progress: console.log });
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
