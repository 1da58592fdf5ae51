import { readFileSync, writeFileSync } from "node:fs";
import { fetchAs } from "../model/login.ts";

/** Breaks a Prometheus' configuration file and mends it again; either time it is told to read it anew. */
export function breakableConfiguration(file: string, address: string): { breakIt(broken: boolean): Promise<void> } {
  const sound = readFileSync(file, "utf8");
  return {
    async breakIt(broken) {
      writeFileSync(file, broken ? `${sound}\nscrape_configs: a list was meant\n` : sound);
      // It answers 500 to the broken one; a Prometheus that is away reads the file when it comes back.
      await fetchAs(`${address}/-/reload`, { method: "POST", signal: AbortSignal.timeout(10_000) }).catch(() => {});
    },
  };
}
