import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { survey } from "../../signals/metrics/business.ts";
import { exposition } from "../program/exposition.ts";
import { createLog } from "../program/log.ts";
import { runProgram } from "../program/main.ts";
import { Mistake } from "../program/mistake.ts";
import { NotRegular, readRegular } from "../program/regular-file.ts";
import { readSettings } from "../program/settings.ts";
import { surveySamples } from "./survey.ts";

/**
 * Turns the satisfaction survey's file into a file of node-exporter's textfile collector, once: run it after each survey, or every day.
 * A survey that is wrong changes nothing and ends with status 2: the last score stays, and its age tells.
 */
const log = createLog("satisfaction");
/** Bytes; a survey has about a hundred. */
const largestSurvey = 64 * 1024;

await runProgram(log, async () => {
  const settings = readSettings({
    "survey-file": z.string({ error: "the path of the survey's JSON file" }).min(1),
    "textfile-directory": z.string({ error: "node-exporter's --collector.textfile.directory" }).min(1),
  });
  const content = await readRegular(settings["survey-file"], largestSurvey).catch((error: NodeJS.ErrnoException) => {
    throw error instanceof NotRegular
      ? new Mistake(`the survey ${settings["survey-file"]} ${error.message}`, "name the file with the mean score alone")
      : new Mistake(
          `the survey ${settings["survey-file"]} cannot be read (${error.code})`,
          "check its path and its mode",
        );
  });
  const text = await exposition(Object.values(survey), surveySamples(content, new Date()));
  const file = path.join(settings["textfile-directory"], "benevoclic_satisfaction.prom");
  // node-exporter reads every *.prom at each scrape: it must never see half of one.
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    throw new Mistake(
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      "check the directory and its owner",
    );
  }
  log.info("the satisfaction survey is served", { file });
  return undefined;
});
