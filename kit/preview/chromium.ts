import { existsSync } from "node:fs";

/** Where Chromium is found; `CHROMIUM` names another one. First the one without windows: it starts with a ninth of the work. */
const usualPlaces = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The Chromium of this machine, or why there is none. */
export function findChromium(): { readonly path: string } | { readonly missing: string } {
  const { CHROMIUM: named } = process.env;
  const candidates = named === undefined ? usualPlaces : [named];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return { path: found };
  return {
    missing: `no Chromium at ${candidates.join(", ")}: install the package chromium-headless-shell or chromium, or name one in CHROMIUM`,
  };
}
