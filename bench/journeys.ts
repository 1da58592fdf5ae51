import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { ChromiumFailed, inChromium } from "../exporters/journeys/chromium.ts";
import { journeys, roundTrips } from "../exporters/journeys/every.ts";
import type { Journey } from "../exporters/journeys/journey.ts";
import { longest, tidying, type Walked, walk } from "../exporters/journeys/walk.ts";
import { findChromium } from "../kit/preview/chromium.ts";
import { readFlags } from "../simulator/platform/program.ts";
import { createSite, type SiteFault, siteFaults } from "../simulator/platform/site.ts";
import { startSite } from "../simulator/platform/site-server.ts";
import { median } from "./figures.ts";

/** Walks the healthy simulated site again and again as the job does, and each of its faults once: `npm run bench:journeys -- --walks 1000`. */
const { walks } = readFlags({ walks: z.coerce.number().int().positive().default(60) });
const chromium = findChromium();
if ("missing" in chromium) throw new Error(chromium.missing);
const executablePath = chromium.path;
const account = { email: "parcours@benevoclic.example", password: "not a secret" };
const announcement = "/annonces/64f8a1b2c3d4e5f601234569";
const scratch = mkdtempSync(path.join(tmpdir(), "bench-journeys-"));
process.env.TMPDIR = scratch;

async function onSite<Result>(fault: SiteFault | undefined, use: (url: string) => Promise<Result>): Promise<Result> {
  const site = await startSite(createSite({ account, broken: (one) => one === fault }));
  try {
    return await use(site.url);
  } finally {
    site.stop();
  }
}

const walkOnce = (journey: Journey, site: string): Promise<Walked> =>
  inChromium({ executablePath, within: longest + tidying }, (browser) =>
    walk(browser, journey, { site, announcement, account }),
  );

/** Memory of all processes of this Chromium, each page counted once (PSS), in megabytes. */
function chromiumMegabytes(): number {
  const proportional = (pid: string): number => {
    try {
      if (pid === String(process.pid) || !readFileSync(`/proc/${pid}/environ`, "utf8").includes(scratch)) return 0;
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  };
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, pid) => sum + proportional(pid), 0);
}

/** Processor seconds of the processes that this one has started and outlived. USER_HZ is 100. */
const childrenSeconds = (): number => {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
};

const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;

async function healthy(): Promise<void> {
  const seconds: number[] = [];
  let [failed, broken, most] = [0, 0, 0];
  const sampling = setInterval(() => {
    most = Math.max(most, chromiumMegabytes());
  }, 1_000);
  const before = { children: childrenSeconds(), own: process.cpuUsage() };
  await onSite(undefined, async (url) => {
    for (let index = 0; index < walks; index++) {
      const journey = roundTrips[index % roundTrips.length] as Journey;
      const began = performance.now();
      try {
        const walked = await walkOnce(journey, url);
        if (walked.failed) {
          failed += 1;
          console.log(`  false failure: ${journey.name} at ${walked.failed.step}: ${walked.failed.why}`);
        }
      } catch (error) {
        if (!(error instanceof ChromiumFailed)) throw error;
        broken += 1;
        console.log(`  the browser failed: ${error.message}`);
      }
      seconds.push((performance.now() - began) / 1000);
      if ((index + 1) % 100 === 0)
        console.log(`  ${index + 1} walks, ${failed} false failures, ${broken} of the browser`);
    }
  });
  clearInterval(sampling);
  const own = process.cpuUsage(before.own);
  const ownSeconds = (own.user + own.system) / 1e6 / walks;
  console.log(`walks ${walks}: false failures ${failed}, failures of the browser ${broken}`);
  console.log(
    `seconds a walk: median ${median(seconds).toFixed(2)}, 99th percentile ${quantile(seconds, 0.99).toFixed(2)}`,
  );
  console.log(
    `processor seconds a walk: Chromium ${((childrenSeconds() - before.children) / walks).toFixed(2)}, the program ${ownSeconds.toFixed(2)} (the simulated site included)`,
  );
  console.log(
    `memory: Chromium ${most.toFixed(0)} MB at most (PSS), the program ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`,
  );
}

/** Whoever finds it first: the seconds until it has failed twice, as the job counts it. */
async function found(fault: SiteFault): Promise<string> {
  return onSite(fault, async (url) => {
    for (const journey of journeys) {
      const began = performance.now();
      const first = await walkOnce(journey, url);
      if (first.failed === undefined) continue;
      const second = await walkOnce(journey, url);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      return `${journey.name} at ${second.failed?.step ?? "?"}, ${second.failed ? `${seconds} s` : "NOT a second time"}`;
    }
    return "NOT FOUND";
  });
}

try {
  await healthy();
  for (const fault of siteFaults) console.log(`${fault.padEnd(24)} ${await found(fault)}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
