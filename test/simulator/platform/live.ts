import { Registry } from "prom-client";
import type { PlatformFault } from "../../../simulator/faults.ts";
import { type Api, type ApiRequest, createApi } from "../../../simulator/platform/api.ts";
import type { Faults } from "../../../simulator/platform/faults.ts";
import { createRandom } from "../../../simulator/platform/random.ts";
import { createTraffic } from "../../../simulator/platform/traffic.ts";

/** A Monday at 20:00 in Paris. */
export const evening = Date.parse("2026-03-02T19:00:00Z");

/** Exactly these faults. */
export const only = (...names: PlatformFault[]): Faults => ({ active: (name) => names.includes(name) });

/** A clock that stands until it is moved. */
export function stoppedClock(start: number) {
  const clock = { time: start, now: () => clock.time };
  return clock;
}

/** One line of the exposition. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format as far as prom-client writes it. */
export function parseExposition(text: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = "", value = ""] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === "") throw new Error(`not a sample: ${line}`);
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", text = ""]) => [key, text]);
      return { name, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}

/** The samples of a name whose labels include these. */
export function select(samples: readonly Sample[], name: string, labels: Record<string, string> = {}): Sample[] {
  return samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
}

export const total = (samples: readonly Sample[]): number => samples.reduce((sum, { value }) => sum + value, 0);

/** An API without traffic. */
export function quietApi(faults: Faults = only(), seed = 1) {
  const clock = stoppedClock(evening);
  const registry = new Registry();
  const api = createApi({ clock, random: createRandom(seed), faults, registry, environment: "test" });
  return { api, clock, registry };
}

/** One request from beginning to end, if it has one. */
export function complete(api: Api, request: ApiRequest) {
  const answer = api.handle(request);
  if (Number.isFinite(answer.durationSeconds)) answer.finish();
  return answer;
}

export async function samplesOf(api: Api): Promise<Sample[]> {
  return parseExposition((await api.metrics()).body);
}

/** Lets the API serve its visitors for `seconds` from `start`, in steps of a second; returns it, with every answer it gave. */
export function servedApi({
  seconds,
  start = evening,
  seed = 1,
  faults = only(),
}: {
  seconds: number;
  start?: number;
  seed?: number;
  faults?: Faults;
}) {
  const clock = stoppedClock(start);
  const api = createApi({ clock, random: createRandom(seed), faults, registry: new Registry(), environment: "test" });
  const traffic = createTraffic({ clock, random: createRandom(seed + 1), faults });
  const answers: { at: number; request: ApiRequest; status: number; durationSeconds: number }[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    clock.time = start + second * 1000;
    for (const { at, request } of traffic.advance()) {
      const { status, durationSeconds } = complete(api, request);
      answers.push({ at, request, status, durationSeconds });
    }
  }
  return { api, answers };
}

/** The value below which a share `quantile` of them lies. */
export function quantile(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(quantile * sorted.length)] ?? Number.NaN;
}
