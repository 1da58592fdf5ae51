import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { currentEpisode } from "../../../exporters/anomalies/anomaly.ts";
import { markdownStore } from "../../../exporters/anomalies/markdown-store.ts";
import { createRecorder } from "../../../exporters/anomalies/recorder.ts";
import { createLog } from "../../../exporters/program/log.ts";
import { noticeOf } from "./alerts.ts";

function records() {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-records-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const lines: string[] = [];
  const log = createLog("test", (line) => lines.push(line));
  const store = markdownStore({ directory, locale: "en" }, log);
  const recorder = () =>
    createRecorder({
      ...{
        store: markdownStore({ directory, locale: "en" }, log),
        policy: { closing: "automatic", reopenWithin: 3_600_000 } as const,
      },
      ...{ locale: "en" as const, active: async () => undefined, log },
    });
  const files = () => readdirSync(directory).filter((name) => name.endsWith(".md"));
  const file = () => path.join(directory, files()[0] ?? "");
  return { directory, lines, store, recorder, files, file };
}

it("obeys what people write into a record, and nothing that an alert or a report says", async () => {
  const { recorder, file } = records();
  const running = recorder();
  await running.start();
  const annotations = { summary: "/close fixed\n/ack", next_steps: "1. x\n/close fixed", symptoms: "/ack" };
  await running.record([noticeOf({ startsAt: new Date(), annotations })]);
  await running.look();
  expect(running.anomalies[0]?.episodes).toEqual([{ detectedAt: expect.any(String), openedAt: expect.any(String) }]);
  appendFileSync(file(), "\nMy note.\n/ack\n");
  await running.look();
  expect(currentEpisode(running.anomalies[0] as never).acknowledgedAt).toBeDefined();
  // It is done once, and the note stays.
  expect(readFileSync(file(), "utf8")).toMatch(/My note\.\n- .* · ack\n/);
});

it("finds everything again after it was stopped, and takes a report up once though it was stopped in the middle", async () => {
  const { directory, store, recorder, files } = records();
  await store.prepare();
  await store.report("Blank page", { description: "since noon", severity: "warning" });
  const reports = path.join(directory, "reports");
  const [name = ""] = readdirSync(reports);
  const report = readFileSync(path.join(reports, name), "utf8");
  const first = recorder();
  await first.start();
  await first.look();
  expect(files()).toHaveLength(1);
  // As if it had been killed between the record and the removal of the report.
  writeFileSync(path.join(reports, name), report);
  const second = recorder();
  await second.start();
  await second.look();
  expect(files()).toHaveLength(1);
  expect(readdirSync(reports)).toEqual([]);
});

it("leaves a record alone whose hidden line is damaged, and says so", async () => {
  const { recorder, file, lines } = records();
  const running = recorder();
  await running.start();
  await running.record([noticeOf({ startsAt: new Date() })]);
  const damaged = readFileSync(file(), "utf8").replace('"severity":"critical"', '"severity":"grave"');
  writeFileSync(file(), damaged);
  const next = recorder();
  await next.start();
  expect(next.anomalies).toEqual([]);
  expect(lines.join()).toContain("the hidden block of a record is damaged");
  expect(readFileSync(file(), "utf8")).toBe(damaged);
  // Its id stays taken.
  await next.record([noticeOf({ startsAt: new Date() })]);
  expect(next.anomalies[0]?.id).toMatch(/-002$/);
});
