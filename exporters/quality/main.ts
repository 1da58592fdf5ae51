import { createLog } from "../program/log.ts";
import { runProgram } from "../program/main.ts";
import { readSecret } from "../program/secret.ts";
import { collect } from "./collect.ts";
import { directorySource } from "./directory.ts";
import { githubSource } from "./github.ts";
import { readLastGood, writeLastGood } from "./last-good.ts";
import { qualitySettings } from "./settings.ts";
import { replaceFile } from "./textfile.ts";

const log = createLog("quality-exporter");

/** One run, begun by a timer: docs/quality-metrics.md. With `--once` it prints what it would write, and writes nothing. */
await runProgram(log, async () => {
  const settings = qualitySettings();
  const { directory, textfile, branch } = settings;
  const stateFile = settings["state-file"] ?? `${textfile}.last-good.json`;
  const source =
    directory !== undefined
      ? await directorySource(directory)
      : githubSource({
          url: settings["github-url"],
          token: await readSecret(settings["github-token-file"] ?? ""),
          repositories: settings.repositories ?? new Map(),
          branch,
          log,
        });
  const before = await readLastGood(stateFile, log);
  const { metrics, lastGood } = await collect(source, before, { log, now: Date.now() / 1000 });
  if (settings.once) {
    process.stdout.write(metrics);
    return undefined;
  }
  // In this order: a crash between the two repeats the reading, and loses nothing.
  await replaceFile(textfile, metrics);
  await writeLastGood(stateFile, lastGood);
  log.info("written", { textfile, reports: lastGood.size });
  return undefined;
});
