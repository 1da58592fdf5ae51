import { fileURLToPath } from "node:url";
import { Image } from "@cdktf/provider-docker/lib/image/index.js";
import { AssetType, TerraformAsset, type TerraformStack } from "cdktf";
import type { Config } from "../config/load.ts";
import { type Contexts, ownImage, shared } from "./exporters-image.ts";
import { imageReference, neededImage } from "./images.ts";
import { fingerprint } from "./names.ts";
import type { Service } from "./service.ts";

export interface ServiceImagesProps {
  readonly config: Config;
  /** What the images of our own programs are built from. */
  readonly contexts: Contexts;
  /** Digests by `name:tag`. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Removing one stack or version must not take an image from under another. */
const keepLocally = true;

/** The images of a stack's services, each in the stack from the first question on. */
export function serviceImages(
  stack: TerraformStack,
  { config, contexts, digests }: ServiceImagesProps,
): (service: Service) => Image {
  const pulled = (id: string, service: Service) =>
    new Image(stack, id, { name: imageReference(neededImage(config, service).image, digests), keepLocally });
  const built = (name: string, service: Service) => {
    const on = imageReference(neededImage(config, service).image, digests);
    const { directory, hash } = contexts(name);
    const context = new TerraformAsset(stack, name, { path: directory, type: AssetType.DIRECTORY, assetHash: hash });
    const revision = fingerprint([hash, on]);
    return new Image(stack, `${name}-image`, {
      // Named by its content: built when that changes, and never else.
      name: `benevoclic-monitoring/${name}:${revision}`,
      buildAttribute: { context: context.path, buildArgs: { BASE: on, REVISION: revision } },
      keepLocally,
    });
  };

  /** The program of an image without a shell, on the base of our own. */
  const dressed = (service: Service, program: string) => {
    const buildArgs = {
      IMAGE: imageReference(neededImage(config, service).image, digests),
      BASE: imageReference(config.deployment.exporters.base, digests),
      PROGRAM: program,
    };
    const context = new TerraformAsset(stack, `${service.name}-context`, {
      path: fileURLToPath(new URL("bare-program", import.meta.url)),
      type: AssetType.DIRECTORY,
    });
    return new Image(stack, `${service.name}-image`, {
      name: `benevoclic-monitoring/${service.name}:${fingerprint(buildArgs)}`,
      buildAttribute: { context: context.path, buildArgs },
      keepLocally,
    });
  };

  const own = new Map<string, Image>();
  return (service) => {
    if (service.bareProgram !== undefined) return dressed(service, service.bareProgram);
    if (service.program === undefined) return pulled(`${service.name}-image`, service);
    const name = imageNameOf(service);
    const { madeElsewhere } = neededImage(config, service);
    const image = own.get(name) ?? (madeElsewhere ? pulled(`${name}-image`, service) : built(name, service));
    own.set(name, image);
    return image;
  };
}

/** Most of our programs share an image. */
const imageNameOf = ({ name, ownBase }: Service): string => (ownBase ? ownImage(name) : shared);
