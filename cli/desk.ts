import { readFileSync } from "node:fs";
import { loadConfig, localEnvironment } from "../config/load.ts";
import type { Desk } from "../exporters/anomalies/desk-endpoint.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { askRecorder } from "../stacks/operations/recorder-desk.ts";
import { UserError } from "./explain.ts";
import { runDirectory } from "./run-directory.ts";

/**
 * Asks the recorder of an environment itself: what only it may do or tell.
 * @param remedy what to do when it refuses
 * @returns what it answers @throws UserError, Mistakes when it refuses or is not reached
 */
export async function askDesk(
  environment: string,
  asked: Desk,
  remedy = "npm run anomaly -- list shows what is open",
): Promise<string> {
  const { done, text } =
    environment === localEnvironment ? await askLocally(asked) : await askRecorder(loadConfig(environment), asked);
  if (!done) throw new UserError(text, remedy);
  return text;
}

async function askLocally(asked: Desk): Promise<{ done: boolean; text: string }> {
  const desk = currentRun(runDirectory)?.desk;
  if (desk === undefined)
    throw new UserError(
      "The local system does not run, and no environment is named.",
      "start it in another terminal (npm start), or name one: --environment production",
    );
  const authorization = `Bearer ${readFileSync(desk.tokenFile, "utf8").trim()}`;
  const answer = await fetch(desk.url, { method: "POST", headers: { authorization }, body: JSON.stringify(asked) });
  return { done: answer.ok, text: await answer.text() };
}
