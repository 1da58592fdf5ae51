import { roundTrips } from "../../exporters/journeys/every.ts";
import type { Journey } from "../../exporters/journeys/journey.ts";
import { sampleLine } from "../../kit/lab/recording/exposition.ts";
import { exporterBuilds } from "../../signals/metrics/exporter-builds.ts";
import { journeys } from "../../signals/metrics/journeys.ts";
import { type SiteFault, siteFaults } from "../platform/site.ts";
import { siteIsBroken } from "../platform/site-faults.ts";
import { buildOf } from "./exporters.ts";
import type { Recorder } from "./recorder.ts";
import type { World } from "./world.ts";

/** Seconds from one round to the next (parts/journeys.ts); the rounds fall between the faults, which begin at full minutes. */
const every = 120;
const firstRound = 75;

/** The step at which a fault of the site stops a journey (test/exporters/journeys: in a real Chromium). */
const stops: Readonly<Record<string, Readonly<Partial<Record<SiteFault, string>>>>> = {
  search: { "search-empty": "search", "search-failing": "search" },
  "sign-in": { "sign-in-failing": "sign-in", "session-lost": "sign-in" },
  register: {
    "sign-in-failing": "sign-in",
    "session-lost": "sign-in",
    "button-missing": "take-back",
    "registration-failing": "register",
  },
};
const stepsOf = ({ cleanUp = [], steps }: Journey) => [...new Set([...cleanUp, ...steps].map(({ name }) => name))];
/** Of each step, and of the page to which it leads: seconds, share of the screen, seconds. */
const usual = { duration: 0.6, lcp: 0.8, cls: 0.03, inp: 0.06 };

function failedStep(world: World, journey: Journey): string | undefined {
  const [first] = stepsOf(journey);
  const page = world.webPage();
  if (page === undefined || page.status !== 200 || !page.body.includes("Benevoclic")) return first;
  const faults = { active: (name: string) => world.active(name) };
  const own = stops[journey.name] ?? {};
  const found = siteFaults.find((fault) => own[fault] !== undefined && siteIsBroken(fault, faults));
  return found && own[found];
}

function linesOf(world: World, at: number): string[] {
  return roundTrips.flatMap((one) => {
    const journey = one.name;
    const failed = failedStep(world, one);
    const names = stepsOf(one);
    const done = failed === undefined ? names : names.slice(0, names.indexOf(failed));
    return [
      sampleLine(journeys.success.name, { journey }, Number(failed === undefined)),
      sampleLine(journeys.timestamp.name, { journey }, at),
      ...names.map((step) => sampleLine(journeys.failedStep.name, { journey, step }, Number(step === failed))),
      ...done.flatMap((step) => [
        sampleLine(journeys.stepDuration.name, { journey, step }, usual.duration),
        sampleLine(journeys.largestPaint.name, { journey, step }, usual.lcp),
        sampleLine(journeys.layoutShift.name, { journey, step }, usual.cls),
        sampleLine(journeys.interaction.name, { journey, step }, usual.inp),
      ]),
    ];
  });
}

/** What walks the journeys, every two minutes. It stands on the host. */
export const journeysWalker: Recorder = {
  job: "journeys",
  targets: (world) => {
    let next = 0;
    let lines: readonly string[] = [];
    return [
      {
        labels: {},
        answer() {
          if (world.active("host-down")) return "refused";
          if (world.elapsed() >= next) {
            next = next === 0 ? firstRound : next + every;
            lines = linesOf(world, world.clock.now() / 1000);
          }
          return { exposition: [...lines, buildOf(exporterBuilds.journeys)].join("\n") };
        },
      },
    ];
  },
};
