import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Config, configDirectory } from "../config/load.ts";
import { loadFile } from "../kit/config/load.ts";
import { Mistakes } from "../kit/model/mistakes.ts";
import { type Service, settingsOf } from "./service.ts";

const lock = z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/, "a digest such as sha256:<64 hex digits>"));

/**
 * Digests by `name:tag`, as `<directory>/images.lock.json` has them: the same tag is the same image at every deployment.
 * Empty without the file.
 * @throws Mistakes with the lines that hold no digests.
 */
export function pinnedDigests(directory: string = configDirectory): Readonly<Record<string, string>> {
  const file = path.join(directory, "images.lock.json");
  if (!existsSync(file)) return {};
  try {
    return loadFile(lock, file, "config/images.lock.json");
  } catch (error) {
    if (!(error instanceof Mistakes)) throw error;
    const remedy = "restore the file from the last commit, or remove it and pin the images anew (`npm run pin`)";
    throw new Mistakes(error.mistakes.map((mistake) => ({ ...mistake, remedy })));
  }
}

/** `name:tag@digest` when it is pinned, else `name:tag`. */
export function imageReference(image: string, digests: Readonly<Record<string, string>>): string {
  const digest = digests[image];
  return digest === undefined ? image : `${image}@${digest}`;
}

/** An image that a deployment needs from elsewhere. */
interface NeededImage {
  /** `name:tag` */
  readonly image: string;
  /** What the configuration calls it: `deployment.services.prometheus.image`. */
  readonly key: string;
  /** It holds the program already: nothing is built on it. */
  readonly madeElsewhere?: true;
}

/** The image that a service runs or, where it is built here, the one that it is built on. */
export function neededImage(config: Config, service: Service): NeededImage {
  const { deployment } = config;
  const { name, program } = service;
  const own = settingsOf(config, service);
  const madeElsewhere = true;
  if (own.image !== undefined) return { image: own.image, key: `deployment.services.${name}.image`, madeElsewhere };
  if (program === undefined) throw new Error(`${name} has neither an image nor a program`);
  if (own.base !== undefined) return { image: own.base, key: `deployment.services.${name}.base` };
  const { base, image } = deployment.exporters;
  return image === undefined
    ? { image: base, key: "deployment.exporters.base" }
    : { image, key: "deployment.exporters.image", madeElsewhere };
}

/** Those of several services, each once. */
export function neededImages(config: Config, services: readonly Service[]): NeededImage[] {
  const needed = services.map((service) => neededImage(config, service));
  return [...new Map(needed.map((one) => [one.image, one])).values()];
}
