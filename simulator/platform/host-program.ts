import { z } from "zod";
import { createClutter } from "../machine/clutter.ts";
import { systemClock as clock } from "./clock.ts";
import { watchFaults } from "./faults-file.ts";
import { createHost } from "./host.ts";
import { createHostWriter } from "./host-writer.ts";
import { commonFlags, readFlags, stopOnSignal } from "./program.ts";
import { writeQualityReports } from "./quality-reports.ts";
import { createRandom } from "./random.ts";

/** How often the tree is written, in milliseconds. */
const interval = 1000;

const flags = readFlags({
  /** Where the tree goes. */
  dir: z.string().min(1),
  ...commonFlags,
});
stopOnSignal();

const faults = watchFaults(flags["state-dir"], () => {
  clutter.update();
  writeQualityReports(flags.dir, faults, startedAt);
});
const clutter = createClutter(flags["state-dir"], faults.active);
clutter.update();
const startedAt = new Date(clock.now());
writeQualityReports(flags.dir, faults, startedAt);
const host = createHost({
  ...{ clock, random: createRandom(flags.seed) },
  faults: { active: (name) => faults.active(name) && !clutter.isCleared(name) },
});
const writer = createHostWriter(flags.dir);
writer.write(host.advance());
console.log(`host written to ${flags.dir}`);
setInterval(() => writer.write(host.advance()), interval);
