import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { mistakeFrom } from "./failures.ts";
import { ended, hostOf } from "./host.ts";

/** How the program below says that the recorder refused; other codes are the engine's and Node's. */
const refused = 3;

/** Runs in the recorder's container, which alone may read its token: asks it, and prints what it answers. */
const program = `
const [url, token, asked] = process.argv.slice(1);
const authorization = "Bearer " + require("node:fs").readFileSync(token, "utf8").trim();
fetch(url, { method: "POST", headers: { authorization }, body: asked, signal: AbortSignal.timeout(60000) })
  .then(async (answer) => { process.stdout.write(await answer.text()); process.exitCode = answer.ok ? 0 : ${refused}; })
  .catch((error) => { console.error(error.message); process.exitCode = 1; });`;

/**
 * Asks an environment's anomaly recorder what `npm run anomaly` wants, over the connection to its host: records may be
 * files on its volume, and its secrets stay there.
 * @returns what it answers, and whether it did what was asked
 * @throws Mistakes when there is none, or it is not reached
 */
export async function askRecorder(config: Config, asked: object): Promise<{ done: boolean; text: string }> {
  const service = servicesOf(config).find(({ name }) => name === "anomaly-recorder");
  const { engine } = config.deployment;
  if (service === undefined || !isEnabled(config, service))
    throw new Mistakes([
      {
        where: config.at(["jobs"]),
        what: `${config.environment} has no anomaly recorder`,
        remedy: "name another environment, or give it jobs.anomalies",
      },
    ]);
  const token = `${service.secrets?.at}/recorder-token`;
  const url = `http://127.0.0.1:${service.listens.port}/desk`;
  const container = nameIn(config.environment, service.name);
  const inside = ["exec", container, "node", "-e", program, url, token, JSON.stringify(asked)];
  const { code, out, error } = await ended(hostOf(engine).dockerCommand(...inside));
  if (code !== 0 && code !== refused) throw new Mistakes([mistakeFrom(engine, `${out}\n${error}`)]);
  return { done: code === 0, text: out.trim() };
}
