import { z } from "zod";
import { Mistake } from "../program/mistake.ts";
import { listenSettings, readSettings } from "../program/settings.ts";

const seconds = z.coerce.number().positive().max(86_400);

/** What the exporter can be told; `--mongodb-uri-file` or MONGODB_URI_FILE, and so on. Durations are in seconds. */
export function businessSettings() {
  const settings = readSettings(
    {
      ...listenSettings(9851),
      /** Its one line is the connection string, password included. */
      "mongodb-uri-file": z.string({ error: "the path of the file that holds the connection string" }).min(1),
      database: z.string().min(1).default("benevoclic"),
      "refresh-interval": seconds.default(60),
      /** How long figures are served after they were read. */
      "keep-for": seconds.default(300),
      /** The server gives up an aggregation after it. */
      "answer-within": seconds.default(30),
      /** Addresses of accounts that are in no figure, with all that is theirs: those of the journeys. Separated by commas. */
      "leave-out": z
        .string()
        .default("")
        .transform((text) => text.split(",").filter((one) => one !== "")),
      /** Of `mongodb_up` and serverStatus. */
      "status-interval": seconds.default(10),
    },
    ["once", "check"],
  );
  if (settings["keep-for"] <= settings["refresh-interval"]) {
    throw new Mistake(
      `--keep-for ${settings["keep-for"]} is not longer than --refresh-interval ${settings["refresh-interval"]}: figures would come and go`,
      "keep them for several intervals",
    );
  }
  return settings;
}
