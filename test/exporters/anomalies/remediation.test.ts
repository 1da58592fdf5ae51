import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { figuresOf } from "../../../exporters/anomalies/figures.ts";
import { markdownStore } from "../../../exporters/anomalies/markdown-store.ts";
import { createRecorder } from "../../../exporters/anomalies/recorder.ts";
import { remediationEndpoint } from "../../../exporters/anomalies/remediation-endpoint.ts";
import { createLog } from "../../../exporters/program/log.ts";
import { alertOf, noticeOf } from "./alerts.ts";
import { metricIn } from "./program.ts";

const at = (minute: number) => new Date(Date.parse("2026-11-23T14:00:00Z") + minute * 60_000);

/** A recorder that was told of an outage from 0 to 10 minutes after two, and takes what the remediation tells. */
async function recovered() {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-remediation-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const log = createLog("test", () => {});
  const recorder = createRecorder({
    ...{ store: markdownStore({ directory, locale: "en" }, log), locale: "en", log },
    ...{ policy: { closing: "automatic", reopenWithin: 86_400_000 } as const, active: async () => undefined },
    now: () => at(20),
  });
  await recorder.start();
  await recorder.record([noticeOf({ startsAt: at(0) })]);
  await recorder.record([noticeOf({ startsAt: at(0), endsAt: at(10) })]);
  const { take } = remediationEndpoint(recorder, { token: "t", locale: "en" });
  const { labels, annotations } = alertOf({ startsAt: at(0) });
  const tell = async (from: number, to: number) => {
    const done = [{ action: "restart", target: "api", said: "restart", outcome: "healed", why: "", at: at(to) }];
    const body = Buffer.from(JSON.stringify({ labels, annotations, startsAt: at(from), endsAt: at(to), done }));
    expect(await take({ body } as Parameters<typeof take>[0])).toMatchObject({ status: 200 });
  };
  const closed = async (resolution: string) =>
    metricIn(await figuresOf(recorder), "anomalies_closed_total", { resolution });
  const text = () => readFileSync(path.join(directory, `${recorder.anomalies[0]?.id}.md`), "utf8");
  return { recorder, tell, closed, text, episodes: () => recorder.anomalies[0]?.episodes };
}

// Its signal was well two looks before Alertmanager said so, or after it.
it.each([9, 11])("tells of a repair in the record that was closed before it: well after %s minutes", async (minute) => {
  const { recorder, tell, closed, text, episodes } = await recovered();
  const [before] = episodes() ?? [];
  expect(await closed("fixed")).toBe(1);
  await tell(0, minute);
  const told = text();
  await tell(0, minute);
  expect(recorder.anomalies).toHaveLength(1);
  expect(episodes()).toEqual([{ ...before, resolution: "remediation", remediedBy: "restart api", countedAs: "fixed" }]);
  // It is told once, and no counter falls: it was counted before.
  expect(text()).toBe(told);
  expect(told.match(/helped: its signal is well again/g)).toHaveLength(1);
  expect([await closed("fixed"), await closed("remediation")]).toEqual([1, 0]);
});

it("opens the record again for a repair of what began after it was closed", async () => {
  const { tell, closed, episodes } = await recovered();
  await tell(12, 15);
  expect(episodes()).toMatchObject([
    { resolution: "fixed" },
    { detectedAt: at(12).toISOString(), resolvedAt: at(15).toISOString(), resolution: "remediation" },
  ]);
  // Late news of the first one are the first one's.
  await tell(1, 9);
  expect(episodes()).toMatchObject([{ resolution: "remediation", remediedBy: "restart api" }, {}]);
  expect([await closed("fixed"), await closed("remediation")]).toEqual([1, 1]);
});
