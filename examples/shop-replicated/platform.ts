import path from "node:path";
import { z } from "zod";
import { environmentsOf } from "../../kit/config/load.ts";
import { settingsOf } from "../../kit/config/schema.ts";
import { platform } from "../../kit/platform.ts";
import { parts } from "../shop/parts.ts";
import { people, shop } from "../shop/platform.ts";

/** The shop may no longer miss an alert when a machine fails: the same declarations, over two hosts that watch. */
export const shopReplicated = platform("shop", {
  ...shop,
  environments: environmentsOf(
    z.strictObject(settingsOf({ parts, ...people })),
    path.join(import.meta.dirname, "config"),
  ),
});
