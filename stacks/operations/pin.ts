import { writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Config, configDirectory } from "../../config/load.ts";
import { neededImages, pinnedDigests } from "../images.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { answered } from "./answer.ts";
import { hostOf } from "./host.ts";

interface Pin {
  readonly image: string;
  /** Absent for an image that no registry gave: nothing names its content. */
  readonly digest?: string;
}

/**
 * Fetches the environment's images through its engine and writes the digests that their registry gave into
 * `<directory>/images.lock.json`, beside those that are there for other images.
 * @throws Mistakes when an image cannot be had.
 */
export async function pin(config: Config, directory: string = configDirectory): Promise<Pin[]> {
  const host = hostOf(config.deployment.engine);
  const services = servicesOf(config).filter((service) => isEnabled(config, service));
  const pins = await Promise.all(
    neededImages(config, services).map(async ({ image }): Promise<Pin> => {
      // The registry is asked, not the engine's copy, unless the image never came from one.
      const known = await digestOf(image);
      if (known === undefined && (await isThere(image))) return { image };
      await host.docker("pull", "-q", image);
      const digest = await digestOf(image);
      return digest === undefined ? { image } : { image, digest };
    }),
  );
  const found = pins.flatMap(({ image, digest }) => (digest === undefined ? [] : [[image, digest] as const]));
  const lock = { ...pinnedDigests(directory), ...Object.fromEntries(found) };
  const sorted = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path.join(directory, "images.lock.json"), `${JSON.stringify(sorted, undefined, 2)}\n`);
  return pins;

  async function isThere(image: string): Promise<boolean> {
    return (await host.docker("images", "-q", image)).trim() !== "";
  }
  async function digestOf(image: string): Promise<string | undefined> {
    if (!(await isThere(image))) return undefined;
    const answer = await host.docker("image", "inspect", "--format", "{{json .RepoDigests}}", image);
    const repository = familiar(image.slice(0, image.lastIndexOf(":")));
    const reference = (answered(`docker image inspect ${image}`, answer, z.array(z.string()).nullable()) ?? []).find(
      (one) => one.split("@")[0] === repository,
    );
    return reference?.split("@")[1];
  }
}

/** As Docker shortens the names of its own registry. */
function familiar(repository: string): string {
  return repository.replace(/^(index\.)?docker\.io\/(library\/)?/, "");
}
