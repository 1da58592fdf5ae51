import { z } from "zod";
import { listenSettings, readSettings } from "../program/settings.ts";

const file = z.string().min(1);
const address = z.url({ protocol: /^https?$/ });

/** The settings of the program that walks journeys again and again. */
export const journeysSettings = () =>
  readSettings({
    ...listenSettings(9855),
    /** Any address of the site. */
    site: address.transform((url) => new URL(url).origin),
    /** The e-mail address of the account that was made for journeys. */
    account: z.email(),
    "password-file": file,
    /** The path of the announcement that was made for journeys. */
    announcement: z.string().regex(/^\/\S*$/, "a path such as /annonces/parcours"),
    /** Seconds from the beginning of a round to that of the next. */
    every: z.coerce.number().min(1).default(120),
    /** Where the pictures of what failed stand. */
    directory: file.default("journeys"),
    /** For Chromium's own files, which are taken away at the start. */
    scratch: file.default("journeys/chromium"),
    /** Chromium's program; without it, the one that playwright brings. */
    chromium: file.optional(),
    /** Where the records of anomalies are kept, and its token; without them, only the metrics and the pictures tell. */
    "recorder-url": address.optional(),
    "recorder-token-file": file.optional(),
  });
