import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Anomaly, anomalySchema } from "../../../exporters/anomalies/anomaly.ts";
import { decide } from "../../../exporters/anomalies/decide.ts";
import { githubStore } from "../../../exporters/anomalies/github/store.ts";
import { markdownStore } from "../../../exporters/anomalies/markdown-store.ts";
import type { Store } from "../../../exporters/anomalies/store.ts";
import { createLog } from "../../../exporters/program/log.ts";
import { noticeOf } from "./alerts.ts";
import { repository, seal, startGithub, token, unlessSkipped } from "./github.ts";

/** All of Unicode, halves of characters included, and what means something to Markdown, YAML, HTML, editors or ourselves. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        ...["\u2028", "\u2029", "\u0085", "\ufeff", "\0", "\r\n", "\ud800", "\udc00", "\u200e", "\u{e0001}"],
        ...[
          "-->",
          "<!-- recorder:begin -->",
          "<!-- recorder:end -->",
          "<!-- benevoclic-anomaly {} -->",
          "]]>",
          "\u001b[2J",
        ],
        ...[
          "---\n",
          "%YAML 1.2",
          "&a *a",
          "!!js/function",
          ": ",
          "\t- ",
          "### x",
          "\n/close fixed\n",
          "/ack",
          "`",
          "@lead #1",
        ],
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

/** An anomaly that says so everywhere. */
function anomalyWith(said: string, number: number): Anomaly {
  const annotations = {
    ...{ summary: said, impact: said, value: said, limit: said, next_steps: said, symptoms: said },
    ...{ dashboard_url: said, graph_url: said, runbook_url: `https://x.y/${said}` },
  };
  const startsAt = new Date("2026-11-23T09:00:00Z");
  const notice = noticeOf({ startsAt, thing: said, annotations, component: said || "api" });
  const decision = decide([], notice, { closing: "automatic", reopenWithin: 0 }, startsAt);
  if (decision.kind !== "open") throw new Error("no anomaly");
  const key = number.toString(16).padStart(16, "0");
  return { ...decision.draft, key, environment: said, instance: said, id: `ANOM-2026-11-23-${100 + number}` };
}

/** What a store that has forgotten everything reads is what was written, before and after a change. */
async function comesBack<Ref>(open: () => Store<Ref>): Promise<void> {
  const store = open();
  await store.prepare();
  const made: { ref: Ref; anomaly: Anomaly }[] = [];
  await fc.assert(
    fc.asyncProperty(text, async (said) => {
      const anomaly = anomalyWith(said, made.length);
      const { ref } = await store.create(anomaly);
      const comments = [{ mark: "test", text: said }];
      const changed = { ...anomaly, value: `${said}!`.slice(0, 800) };
      await store.change(ref, "update", async (seen) => {
        expect(seen).toMatchObject({ acknowledged: false, closed: false });
        return { anomaly: { ...changed, nextSteps: [] }, comments };
      });
      made.push({ ref, anomaly: changed });
    }),
    { numRuns: Number(process.env.TEXTS ?? 25) },
  );
  const read = new Map((await open().load()).seen.map((seen) => [seen.ref, seen.anomaly]));
  for (const { ref, anomaly } of made)
    expect(read.get(ref)).toEqual({ ...anomalySchema.parse(anomaly), nextSteps: [] });
  expect(store.damaged.size).toBe(0);
}

const log = createLog("test", () => {});

describe("every text comes back", () => {
  it("from files", async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-records-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    await comesBack(() => markdownStore({ directory, locale: "fr" }, log));
  });

  it.skipIf(unlessSkipped !== "")(`from GitHub${unlessSkipped}`, async () => {
    const github = await startGithub();
    onTestFinished(() => github.stop());
    const [owner = "", repo = ""] = repository.split("/");
    const way = { url: github.url, credentials: { token }, haste: 1000 };
    await comesBack(() => githubStore({ owner, repo, locale: "fr", seal, ...way }, log));
    expect(github.violations).toEqual([]);
  });
});
