import { hostPrograms } from "../../alerts/programs.ts";
import type { Check } from "./check.ts";

/** Prints those that are not there; administrators' programs are not on the path of everybody's ssh. */
const look = `PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
for one; do command -v "$one" >/dev/null || echo "$one"; done`;

/** The host has the programs that next steps call: nobody wants to learn at night that one is missing. */
export const programCheck: Check = async ({ host }) => {
  const missing = (await host.sh(look, ...Object.values(hostPrograms).flat()))
    .split("\n")
    .filter((name) => name !== "");
  if (missing.length === 0) return {};
  const packages = Object.entries(hostPrograms)
    .filter(([, programs]) => programs.some((name) => missing.includes(name)))
    .map(([name]) => name);
  const what = `the next steps of alerts call ${missing.join(", ")}, which the host has not`;
  return { notices: [{ where: "alerts/programs.ts", what, remedy: `install ${packages.join(", ")} there` }] };
};
