import { expect, test } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { samplesIn, seriesName } from "../../../kit/lab/recording/exposition.ts";
import { business } from "../../../signals/metrics/business.ts";
import { exporterBuilds } from "../../../signals/metrics/exporter-builds.ts";
import { businessFigures } from "../../../simulator/recording/business-figures.ts";
import { createWorld } from "../../../simulator/recording/world.ts";

const minute = 60;

/** The exporter's answers at these moments, in seconds from the evening's start. */
async function answersAt(moments: readonly number[], faults: { name: string; from: number; to: number }[] = []) {
  const course = { name: "evening", start: "2026-11-24T19:00:00+01:00", seconds: 1e6, seed: 1, faults };
  const world = createWorld(course, loadConfig("production"), (series) => series);
  const [target] = businessFigures.targets(world);
  const answers = [];
  for (const moment of moments) {
    world.advance(moment);
    const answer = await target?.answer();
    answers.push(new Map(typeof answer === "object" ? samplesIn(answer.exposition) : []));
  }
  return answers;
}
const everyMinute = (minutes: number) => Array.from({ length: minutes + 1 }, (_, index) => index * minute);

test("every figure that is declared as always present, and nothing that is not declared", async () => {
  const [answer] = await answersAt([0]);
  const exposed = [...(answer?.keys() ?? [])].map(seriesName);
  const declared = new Map(
    [...Object.values(business), exporterBuilds.business].map((metric) => [metric.name, metric]),
  );
  for (const { name, labels } of exposed)
    expect([name, Object.keys(labels).sort()]).toEqual([
      name,
      [...Object.keys(declared.get(name)?.labels ?? { none: "" })].sort(),
    ]);
  const names = new Set(exposed.map(({ name }) => name));
  const always = [...declared.values()].filter(({ alwaysPresent }) => alwaysPresent);
  expect(always.filter(({ name }) => !names.has(name))).toEqual([]);
});

const today = 'benevoclic_registrations{kind="volunteer",window="1d"}';

test("registrations are counted by the day in Paris, and stop with the fault", async () => {
  const counts = (await answersAt(everyMinute(7 * 60))).map((answer) => answer.get(today) ?? Number.NaN);
  expect((counts[290] ?? 0) - (counts[0] ?? 0)).toBeGreaterThan(8);
  expect(counts.at(-1)).toBeLessThan(4);
  const fault = { name: "registrations-stop", from: 0, to: 1e6 };
  const stopped = (await answersAt(everyMinute(240), [fault])).map((answer) => answer.get(today));
  expect(new Set(stopped)).toEqual(new Set([counts[0]]));
});

test("an overbooked announcement is counted while it is", async () => {
  const fault = { name: "overbooked", from: 2 * minute, to: 4 * minute };
  const counts = (await answersAt(everyMinute(5), [fault])).map((answer) =>
    answer.get('benevoclic_announcements_overbooked{kind="volunteer"}'),
  );
  expect(counts).toEqual([0, 0, 1, 1, 0, 0]);
});

test("lost data is gone while it is, of every status", async () => {
  const fault = { name: "data-lost", from: 2 * minute, to: 4 * minute };
  const counts = (await answersAt(everyMinute(5), [fault])).map((answer) =>
    ["active", "inactive", "completed"].map((status) => answer.get(`benevoclic_announcements{status="${status}"}`)),
  );
  expect(counts.map((ofStatus) => ofStatus.every((count) => count === 0))).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
  ]);
});

test("without the database the figures disappear after five minutes, and readings fail", async () => {
  const fault = { name: "mongodb-down", from: minute, to: 1e6 };
  const answers = await answersAt(everyMinute(10), [fault]);
  expect(answers.map((answer) => answer.has(today))).toEqual([...Array(6).fill(true), ...Array(5).fill(false)]);
  expect(answers.at(-1)?.get('benevoclic_exporter_refresh_failures_total{collection="users"}')).toBe(10);
});
