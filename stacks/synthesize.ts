import path from "node:path";
import { fileURLToPath } from "node:url";
import { App } from "cdktf";
import { type Config, deployedEnvironments, loadConfig } from "../config/load.ts";
import { type Mistake, Mistakes, refuse } from "../kit/model/mistakes.ts";
import { addressMistakes } from "./address-mistakes.ts";
import { DataStack } from "./data-stack.ts";
import { engineMistakes } from "./engine.ts";
import { contextsIn } from "./exporters-image.ts";
import { generatedFor } from "./generated-files.ts";
import { placesOf } from "./hosts.ts";
import { pinnedDigests } from "./images.ts";
import { MonitoringStack } from "./monitoring-stack.ts";

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Writes both stacks of environments, or of each of their hosts, into `cdktf.out`, or where CDKTF says.
 * @param names those that are wanted: what is wrong in another one must not be in the way, least of all at night
 * @throws Mistakes with what is wrong in any of them, at once.
 */
export function synthesize(names: readonly string[] = deployedEnvironments): void {
  // What becomes a part of images is read by the services' users, whatever the mask of who deploys; CDKTF copies it once more.
  const mask = process.umask(0o022);
  try {
    write(names);
  } finally {
    process.umask(mask);
  }
}

function write(names: readonly string[]): void {
  const mistakes: Mistake[] = [];
  const orCollect = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Mistakes)) throw error;
      mistakes.push(...error.mistakes);
      return undefined;
    }
  };

  const app = new App({ stackTraces: false });
  mistakes.push(...engineMistakes(process.env));
  const homeless = names.filter((name) => !deployedEnvironments.includes(name));
  mistakes.push(
    ...homeless.map((name) => ({
      where: `config/${name}.yaml`,
      what: "is no environment that lives on an engine",
      remedy: `choose one of ${deployedEnvironments.join(", ")}; \`npm start\` runs this one`,
    })),
  );
  const digests = orCollect(pinnedDigests);
  const places = names.flatMap((name): { config: Config; generated: string }[] => {
    const places = orCollect(() => {
      const whole = loadConfig(name);
      const there = placesOf(whole);
      refuse(there.flatMap(addressMistakes));
      const generated = generatedFor(whole, app.outdir);
      return there.map((config) => ({ config, generated }));
    });
    return places ?? [];
  });
  refuse(mistakes);

  const contexts = contextsIn(project, path.resolve(app.outdir, "images"));
  for (const { config, generated } of places) {
    new DataStack(app, config);
    new MonitoringStack(app, { config, generated, contexts, digests: digests ?? {} });
  }
  app.synth();
}
