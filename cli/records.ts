import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { loadConfig } from "../config/load.ts";
import { reportsDirectory } from "../exporters/anomalies/markdown-store.ts";
import type { Locale } from "../exporters/anomalies/sheet.ts";
import type { Store } from "../exporters/anomalies/store.ts";
import { storeOf } from "../exporters/anomalies/store-of.ts";
import { createLog } from "../exporters/program/log.ts";
import { Mistake } from "../exporters/program/mistake.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { UserError } from "./explain.ts";
import { runDirectory } from "./run-directory.ts";

/** How commands choose the records: those of the local run, or those of an environment. */
export interface RecordsOptions {
  readonly environment?: string | undefined;
  readonly directory?: string | undefined;
  readonly "github-token-file"?: string | undefined;
}

/** @throws UserError when there are none to be had */
export async function openStore({
  environment = "local",
  directory,
  ...options
}: RecordsOptions): Promise<{ store: Store; locale: Locale }> {
  const { anomalies, locale } = loadConfig(environment);
  const local = path.join(runDirectory, "anomalies");
  if (environment === "local" && directory === undefined && currentRun(runDirectory) === undefined)
    throw new UserError(
      "The local system does not run, and no environment is named.",
      "start it in another terminal (npm start), or name one: --environment production",
    );
  if (environment !== "local" && directory === undefined && anomalies.repository === undefined)
    throw new UserError(
      `The recorder of ${environment} keeps its records as files on its volume.`,
      `name a directory that holds them (npm run backup -- ${environment} copies it): --directory <path>; or configure anomalies.repository`,
    );
  if (directory !== undefined || anomalies.repository === undefined) mustHoldRecords(directory ?? local);
  const tokenFile = options["github-token-file"] ?? process.env.GITHUB_TOKEN_FILE;
  const settings = {
    ...{
      locale,
      directory: directory ?? local,
      "github-url": process.env.GITHUB_URL ?? "https://api.github.com",
      "github-haste": 1,
    },
    ...(directory === undefined && anomalies.repository && { repository: anomalies.repository }),
    ...(tokenFile && { "github-token-file": tokenFile }),
  };
  try {
    const store = await storeOf(settings, new AbortController().signal, createLog("anomaly"));
    return { store, locale };
  } catch (error) {
    if (error instanceof Mistake) throw new UserError(error.message, error.remedy);
    throw error;
  }
}

/** The recorder makes the directory at its start: where there is none, "nothing is open" would be no answer. @throws UserError */
function mustHoldRecords(directory: string): void {
  const names = existsSync(directory) && statSync(directory).isDirectory() ? readdirSync(directory) : [];
  if (names.some((name) => name === reportsDirectory || /^ANOM-.*\.md$/.test(name))) return;
  throw new UserError(
    `There are no records of anomalies in ${path.resolve(directory)}.`,
    `look for a mistyped path: the recorder's directory holds ${reportsDirectory}/ and a file ANOM-….md for each anomaly`,
  );
}
