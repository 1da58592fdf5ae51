import { Mistakes } from "../../config/mistakes.ts";
import { imageReference, pinnedDigests } from "../images.ts";
import { ended } from "../operations/host.ts";
import { type Check, placeOf } from "./check.ts";

/** Every image is on the engine, fetched now if need be: a deployment that has begun does not wait for a registry. */
export const imageCheck: Check = async (subject) => {
  const { config, host, services } = subject;
  const digests = pinnedDigests();
  const findings = await Promise.all(
    services.map(async ({ name }) => {
      const image = imageReference(config.deployment.services[name].image, digests);
      try {
        const here = await ended(host.dockerCommand("image", "inspect", image));
        if (here.code !== 0) await host.docker("pull", "-q", image);
        return [];
      } catch (error) {
        if (!(error instanceof Mistakes)) throw error;
        return error.mistakes.map(({ what, remedy }) => ({
          where: placeOf(subject, name),
          what: `deployment.services.${name}.image: ${image}: ${what}`,
          remedy,
        }));
      }
    }),
  );
  return { mistakes: findings.flat() };
};
