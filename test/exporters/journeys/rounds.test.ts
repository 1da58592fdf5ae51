import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { ChromiumFailed } from "../../../exporters/journeys/chromium.ts";
import { reportFailures } from "../../../exporters/journeys/failure-reports.ts";
import { figuresOf } from "../../../exporters/journeys/figures.ts";
import type { Journey } from "../../../exporters/journeys/journey.ts";
import { maskOf } from "../../../exporters/journeys/mask.ts";
import { createRounds } from "../../../exporters/journeys/rounds.ts";
import type { Walked } from "../../../exporters/journeys/walk.ts";
import { startWebhookSink } from "../../../kit/lab/sinks/webhook.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const journey: Journey = {
  name: "search",
  title: { fr: "Chercher", en: "Search" },
  steps: ["open", "read"].map((name) => ({ name, title: { fr: name, en: name }, walk: async () => {} })),
};
const well: Walked = {
  ...{ journey: "search", complaints: [] },
  steps: ["open", "read"].map((step) => ({ step, seconds: 0.5, vitals: { lcp: 0.4, cls: 0 } })),
};
const failed: Walked = {
  ...{ journey: "search", steps: well.steps.slice(0, 1), complaints: ["network: 500 GET /recherche"] },
  failed: { step: "read", why: "nothing came" },
};

/** Walks as told, one after the other, and stops after the last. */
async function walked(...courses: readonly (Walked | Error)[]) {
  const stopping = new AbortController();
  let index = 0;
  const rounds = createRounds({
    journeys: [journey],
    walkOnce: async () => {
      const course = courses[index++] as Walked | Error;
      if (index === courses.length) stopping.abort();
      if (course instanceof Error) throw course;
      return course;
    },
    every: 1,
    log: silent,
    now: () => new Date(index * 60_000),
  });
  await rounds.keepWalking(stopping.signal);
  return rounds.results;
}

it("a journey fails only when it does so twice in a row", async () => {
  expect((await walked(failed, well)).get("search")).toMatchObject({ walked: well, at: new Date(120_000) });
  const result = (await walked(well, failed, failed)).get("search");
  expect(result).toMatchObject({ walked: failed, failingSince: new Date(180_000) });
});

it("a failure that goes on began when it began, and a browser that fails changes nothing but the age of what is known", async () => {
  const results = await walked(failed, failed, failed, failed, new ChromiumFailed("it hangs"), new Error("a defect"));
  expect(results.get("search")).toMatchObject({ failingSince: new Date(120_000), at: new Date(240_000) });
  expect((await walked(new ChromiumFailed("it hangs"))).size).toBe(0);
});

it("the figures say what works, where it stops and what visitors felt, and nothing of what was never walked", async () => {
  expect(await figuresOf([journey], new Map())).not.toMatch(/^journey_/m);
  const text = await figuresOf([journey], await walked(failed, failed));
  expect(text).toMatch(/^journey_success\{journey="search"\} 0$/m);
  expect(text).toMatch(/^journey_failed_step\{journey="search",step="open"\} 0$/m);
  expect(text).toMatch(/^journey_failed_step\{journey="search",step="read"\} 1$/m);
  expect(text).toMatch(/^journey_timestamp_seconds\{journey="search"\} 120$/m);
  expect(text).toMatch(/^journey_step_duration_seconds\{journey="search",step="open"\} 0.5$/m);
  expect(text).toMatch(/^journey_largest_contentful_paint_seconds\{journey="search",step="open"\} 0.4$/m);
  expect(text).not.toMatch(/duration.*step="read"|interaction.*step=/);
});

it("a failure is told to the recorder of anomalies, with all that the browser saw", async () => {
  const sink = await startWebhookSink();
  const results = await walked(failed, failed);
  const stopping = new AbortController();
  const reporting = reportFailures(results, { url: sink.url(""), token: "t" }, stopping.signal, silent);
  const told = await sink.inbox.next(() => true, { within: 10_000 });
  expect(told.path).toBe("/journeys");
  expect(told.body).toEqual({
    ...{ journey: "search", since: new Date(120_000).toISOString(), step: "read", why: "nothing came" },
    complaints: failed.complaints,
  });
  await pause(0);
  stopping.abort();
  await reporting;
  await sink.stop();
});

it("nothing of a person is kept of what the browser said", () => {
  const mask = maskOf({ email: "parcours@benevoclic.example", password: "s3cret word" });
  expect(mask("401 for parcours@benevoclic.example with s3cret word and s3cret%20word")).toBe("401 for … with … and …");
  expect(mask("network: 500 GET /user/64f8a1b2c3d4e5f601234567/annonces?by=marie%40exemple.fr")).toBe(
    "network: 500 GET /user/…/annonces?by=…",
  );
});
