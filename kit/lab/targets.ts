import { replicated } from "./replicated/target.ts";
import { single } from "./single.ts";
import type { Target, TargetName } from "./target.ts";

/** What can watch and tell in a run. */
export const targets: Readonly<Record<TargetName, Target>> = { single, replicated: replicated() };
