import { z } from "zod";

export const url = z.url({ protocol: /^https?$/, error: "a URL that starts with http:// or https://" });
/** What paths are added to: `https://a/b/` means the same as `https://a/b`. */
export const base = url.transform((text) => text.replace(/\/+$/, ""));
