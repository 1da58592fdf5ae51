import type { Mistake } from "../../kit/model/mistakes.ts";
import type { Check, Findings, Subject } from "./check.ts";
import { diskCheck } from "./disk.ts";
import { engineCheck } from "./engine.ts";
import { imageCheck } from "./images.ts";
import { nginxCheck } from "./nginx.ts";
import { pm2Check } from "./pm2.ts";
import { portCheck, reachableCheck } from "./ports.ts";
import { programCheck } from "./programs.ts";
import { secretCheck } from "./secrets.ts";
import { sharedRootCheck } from "./shared-root.ts";
import { stoppedCheck } from "./stopped.ts";

const checks: readonly Check[] = [
  engineCheck,
  diskCheck,
  portCheck,
  reachableCheck,
  sharedRootCheck,
  secretCheck,
  imageCheck,
  pm2Check,
  programCheck,
  nginxCheck,
  stoppedCheck,
];

/** Everything that is wrong with the host, at once. */
export async function preflight(subject: Subject): Promise<Required<Findings>> {
  const findings = await Promise.all(checks.map((check) => check(subject)));
  const all = (kind: keyof Findings): Mistake[] => findings.flatMap((found) => found[kind] ?? []);
  return { mistakes: all("mistakes"), notices: all("notices") };
}
