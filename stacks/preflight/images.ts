import { Mistakes } from "../../kit/model/mistakes.ts";
import { imageReference, neededImages, pinnedDigests } from "../images.ts";
import { ended } from "../operations/host.ts";
import type { Check } from "./check.ts";

/** Every image is on the engine, fetched now if need be: a deployment that has begun does not wait for a registry. */
export const imageCheck: Check = async ({ config, host, services }) => {
  const digests = pinnedDigests();
  const findings = await Promise.all(
    neededImages(config, services).map(async (needed) => {
      const image = imageReference(needed.image, digests);
      try {
        const here = await ended(host.dockerCommand("image", "inspect", image));
        if (here.code !== 0) await host.docker("pull", "-q", image);
        return [];
      } catch (error) {
        if (!(error instanceof Mistakes)) throw error;
        return error.mistakes.map(({ what, remedy }) => ({
          where: config.at(needed.key.split(".")),
          what: `${needed.key}: ${image}: ${what}`,
          remedy,
        }));
      }
    }),
  );
  return { mistakes: findings.flat() };
};
