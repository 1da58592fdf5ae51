import { fileURLToPath } from "node:url";
import { Image } from "@cdktf/provider-docker/lib/image/index.js";
import { AssetType, TerraformAsset, type TerraformStack } from "cdktf";
import type { Config } from "../config/load.ts";
import type { ExportersContext } from "./exporters-image.ts";
import { imageReference, neededImage } from "./images.ts";
import { fingerprint } from "./names.ts";
import type { Service } from "./service.ts";

export interface ServiceImagesProps {
  readonly config: Config;
  /** What the image of our own exporters is built from. */
  readonly exporters: ExportersContext;
  /** Digests by `name:tag`. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Removing one stack or version must not take an image from under another. */
const keepLocally = true;

/** The images of a stack's services, each in the stack from the first question on. */
export function serviceImages(
  stack: TerraformStack,
  { config, exporters, digests }: ServiceImagesProps,
): (service: Service) => Image {
  const { base, image: madeElsewhere } = config.deployment.exporters;
  const pulled = (id: string, service: Service) =>
    new Image(stack, id, { name: imageReference(neededImage(config, service).image, digests), keepLocally });
  const built = (id: string) => {
    const on = imageReference(base, digests);
    const context = new TerraformAsset(stack, "exporters", {
      path: exporters.directory,
      type: AssetType.DIRECTORY,
      assetHash: exporters.hash,
    });
    const revision = fingerprint([exporters.hash, on]);
    return new Image(stack, id, {
      // Named by its content: built when that changes, and never else.
      name: `benevoclic-monitoring/exporters:${revision}`,
      buildAttribute: { context: context.path, buildArgs: { BASE: on, REVISION: revision } },
      keepLocally,
    });
  };

  /** The program of an image without a shell, on the base of our own. */
  const dressed = (service: Service, program: string) => {
    const buildArgs = {
      IMAGE: imageReference(neededImage(config, service).image, digests),
      BASE: imageReference(base, digests),
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

  let own: Image | undefined;
  return (service) => {
    if (service.bareProgram !== undefined) return dressed(service, service.bareProgram);
    if (service.program === undefined) return pulled(`${service.name}-image`, service);
    own ??= madeElsewhere === undefined ? built("exporters-image") : pulled("exporters-image", service);
    return own;
  };
}
