import type { Config } from "../config/load.ts";
import { placesOf } from "../stacks/hosts.ts";
import { pin } from "../stacks/operations/pin.ts";

/** `npm run pin -- production [--json]` */
export async function pinImages(config: Config, { json }: { readonly json: boolean }): Promise<void> {
  // Of several hosts each runs the same.
  const [place] = placesOf(config);
  const pins = await pin(place);
  if (json) return console.log(JSON.stringify(pins, undefined, 2));
  for (const { image, digest } of pins) console.log(`${image}  ${digest ?? "not from a registry: not pinned"}`);
  console.log("config/images.lock.json is written: read the difference and commit it.");
}
