import path from "node:path";
import { exporterBuilds } from "../../signals/metrics/exporter-builds.ts";
import { createLog } from "../program/log.ts";
import { runProgram } from "../program/main.ts";
import { ownMetrics } from "../program/own-metrics.ts";
import { readSecret } from "../program/secret.ts";
import { serve } from "../program/serve.ts";
import { inChromium } from "./chromium.ts";
import { roundTrips } from "./every.ts";
import { reportFailures } from "./failure-reports.ts";
import { figuresOf } from "./figures.ts";
import { clearedScratch } from "./leftovers.ts";
import { directoryFor, tidyPictures } from "./pictures.ts";
import { createRounds } from "./rounds.ts";
import { journeysSettings } from "./settings.ts";
import { longest, tidying, walk } from "./walk.ts";

const log = createLog("journeys");

await runProgram(log, async () => {
  const settings = journeysSettings();
  const { port, host, site, announcement, directory, "recorder-url": recorder } = settings;
  const { "recorder-token-file": recorderToken, chromium: executablePath } = settings;
  const account = { email: settings.account, password: await readSecret(settings["password-file"]) };
  // Where playwright puts what Chromium writes.
  process.env.TMPDIR = clearedScratch(settings.scratch);
  const pictures = path.resolve(directory, "pictures");
  const stopping = new AbortController();
  const rounds = createRounds({
    journeys: roundTrips,
    walkOnce: async (journey) => {
      tidyPictures(pictures);
      const walking = { site, announcement, account, pictures: directoryFor(pictures, new Date()) };
      return inChromium({ executablePath, within: longest + tidying }, (browser) => walk(browser, journey, walking));
    },
    every: settings.every * 1000,
    log,
  });
  const own = ownMetrics(exporterBuilds.journeys);
  const server = await serve({
    ...{ port, host, log },
    endpoints: { "/metrics": async () => (await figuresOf(roundTrips, rounds.results)) + (await own.metrics()) },
    ready: () => true,
  });
  log.info("listening", { host, port: server.port });
  void rounds.keepWalking(stopping.signal);
  const reporting =
    recorder && recorderToken
      ? reportFailures(rounds.results, { url: recorder, token: await readSecret(recorderToken) }, stopping.signal, log)
      : undefined;
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([server.stop(), reporting]);
    },
  };
});
