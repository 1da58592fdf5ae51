import { single } from "./monitoring.ts";
import { replicated } from "./replicated/target.ts";
import type { Target, TargetName } from "./target.ts";

/** What can watch and tell in a run. */
export const targets: Readonly<Record<TargetName, Target>> = { single, replicated: replicated() };
