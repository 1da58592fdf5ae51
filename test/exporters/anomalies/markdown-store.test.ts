import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { currentEpisode, withEpisode } from "../../../exporters/anomalies/anomaly.ts";
import { anomalyIn } from "../../../exporters/anomalies/block.ts";
import { dayInParis } from "../../../exporters/anomalies/ids.ts";
import { markdownStore } from "../../../exporters/anomalies/markdown-store.ts";
import { createRecorder, type RecorderOptions } from "../../../exporters/anomalies/recorder.ts";
import { Failed } from "../../../exporters/anomalies/store.ts";
import { createLog } from "../../../exporters/program/log.ts";
import { noticeOf } from "./alerts.ts";

function records() {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-records-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const lines: string[] = [];
  const log = createLog("test", (line) => lines.push(line));
  const store = markdownStore({ directory, locale: "en" }, log);
  const recorder = (more: Partial<RecorderOptions<string>> = {}) =>
    createRecorder({
      ...{
        store: markdownStore({ directory, locale: "en" }, log),
        policy: { closing: "automatic", reopenWithin: 3_600_000 } as const,
      },
      ...{ locale: "en" as const, active: async () => undefined, log },
      ...more,
    });
  const files = () => readdirSync(directory).filter((name) => name.endsWith(".md"));
  const file = () => path.join(directory, files()[0] ?? "");
  return { directory, lines, log, store, recorder, files, file };
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

it("takes what a person notes on a page for a note, whatever stands in it", async () => {
  const { recorder, file } = records();
  const running = recorder();
  await running.start();
  await running.record([noticeOf({ startsAt: new Date() })]);
  const id = running.anomalies[0]?.id ?? "";
  await running.act(id, { remark: { mark: "note-1", text: "When it is over, write\n/close fixed\ninto the file." } });
  await running.look();
  expect(readFileSync(file(), "utf8")).toContain("\n\\/close fixed\n");
  expect(currentEpisode(running.anomalies[0] as never).closedAt).toBeUndefined();
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

it("takes a report for reported once it is there, whatever fails after it, and records it once", async () => {
  const { directory, store, recorder, files, lines } = records();
  const failing = { is: true };
  const listing = async (open: readonly string[]) => {
    if (failing.is) throw new Failed("list", "another record cannot be read", { certain: false, remedy: "wait" });
    return store.news(open);
  };
  const running = recorder({ store: { ...store, news: listing } });
  await running.start();
  await running.report("Blank page", { description: "since noon", severity: "warning" });
  expect(readdirSync(path.join(directory, "reports"))).toHaveLength(1);
  expect(lines.join("\n")).toContain("another record cannot be read");
  await expect(running.look()).rejects.toThrow("another record");
  failing.is = false;
  await running.look();
  await running.look();
  expect(files()).toHaveLength(1);
  expect(readdirSync(path.join(directory, "reports"))).toEqual([]);
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

it("stands in nobody's way with what cannot be read: it is told, keeps its number, and the next one is free", async () => {
  const { directory, recorder, lines } = records();
  const running = recorder();
  await running.start();
  const day = dayInParis(new Date());
  const name = (number: string) => path.join(directory, `ANOM-${day}-${number}.md`);
  await running.record([noticeOf({ startsAt: new Date() })]);
  const whole = readFileSync(name("001"), "utf8");
  writeFileSync(name("002"), "");
  writeFileSync(name("003"), whole.slice(0, whole.length / 2));
  mkdirSync(name("004"));
  execFileSync("mkfifo", [name("005")]);
  writeFileSync(name("99999999999999999999999"), "");
  writeFileSync(name("1-2"), "");
  // Made after the last look: the recorder does not know of it yet.
  await running.record([noticeOf({ name: "HostDown", startsAt: new Date() })]);
  await running.look();
  expect(running.anomalies.map(({ id }) => id)).toEqual([`ANOM-${day}-001`, `ANOM-${day}-006`]);
  expect(running.failures.get("list")).toBe(6);
  expect(lines.filter((line) => line.includes("record"))).not.toEqual([]);
  const next = recorder();
  await next.start();
  await next.record([noticeOf({ name: "HostDiskFull", startsAt: new Date() })]);
  expect(next.anomalies.map(({ id }) => id)).toEqual([`ANOM-${day}-001`, `ANOM-${day}-006`, `ANOM-${day}-007`]);
});

it("tells a report that cannot be read once, and takes up the others", async () => {
  const { directory, recorder, lines } = records();
  const running = recorder();
  await running.start();
  const inReports = (name: string) => path.join(directory, "reports", name);
  mkdirSync(inReports("folder.md"));
  execFileSync("mkfifo", [inReports("pipe.md")]);
  writeFileSync(inReports("good.md"), "# The page is blank\n\n### Desc");
  await running.look();
  // It was being written: half of it is none.
  expect(running.anomalies).toEqual([]);
  appendFileSync(inReports("good.md"), "ription\n\nAll white\n");
  const then = new Date(Date.now() - 2_000);
  utimesSync(inReports("good.md"), then, then);
  await running.look();
  await running.look();
  expect(running.anomalies.map(({ description }) => description)).toEqual(["All white"]);
  expect(running.anomalies.map(({ title }) => title)).toEqual(["The page is blank"]);
  expect(readdirSync(path.join(directory, "reports")).sort()).toEqual(["folder.md", "pipe.md"]);
  expect(lines.filter((line) => /reports\/(folder|pipe)\.md/.test(line))).toHaveLength(2);
  expect(running.failures.get("list")).toBe(2);
});

it.each([
  ["appended to", (file: string) => appendFileSync(file, "\n/ack\n")],
  ["saved anew", (file: string) => writeFileSync(file, `${readFileSync(file, "utf8")}\nA note.\n/ack\n`)],
] as const)("obeys a command though the record is %s while it is being written", async (_, write) => {
  const { directory, file, recorder, log } = records();
  const first = recorder();
  await first.start();
  const startsAt = new Date(Date.now() - 60_000);
  await first.record([noticeOf({ startsAt })]);
  const store = markdownStore({ directory, locale: "en" }, log);
  const ref = file();
  let asked = 0;
  await store.change(ref, "update", async ({ anomaly, acknowledged }) => {
    asked += 1;
    // Somebody saves between the recorder's reading and its writing.
    if (asked === 1) write(ref);
    return {
      anomaly: acknowledged ? withEpisode(anomaly, { acknowledgedAt: startsAt.toISOString() }) : anomaly,
      comments: [],
    };
  });
  expect(asked).toBe(2);
  const text = readFileSync(ref, "utf8");
  expect(currentEpisode(anomalyIn(text) as never).acknowledgedAt).toBeDefined();
  expect(text).toMatch(/· ack\n/);
  expect(readdirSync(directory).filter((name) => !name.endsWith(".md"))).toEqual(["reports"]);
});

it("does not lose what others say into a record that is written all the time", async () => {
  const { file, recorder, store } = records();
  const running = recorder();
  await running.start();
  await running.record([noticeOf({ startsAt: new Date() })]);
  const ref = file();
  let saying = true;
  const said = (async () => {
    for (let number = 0; number < 100; number++) await store.say(ref, `note ${number}.`);
    saying = false;
  })();
  // Where others write faster than it can, it gives way.
  while (saying) await store.change(ref, "update", async ({ anomaly }) => ({ anomaly, comments: [] })).catch(() => {});
  await said;
  const text = readFileSync(ref, "utf8");
  for (let number = 0; number < 100; number++) expect(text).toContain(`note ${number}.\n`);
});

it("records anew what fires on although its file was deleted", async () => {
  const { file, recorder } = records();
  const notice = noticeOf({ startsAt: new Date() });
  const fingerprints = new Set(notice.alerts.map(({ fingerprint }) => fingerprint));
  const symptomsOf = () => ({ names: [], components: [] });
  const running = recorder({ active: async () => ({ fingerprints, complete: true, symptomsOf }) });
  await running.start();
  await running.record([notice]);
  rmSync(file());
  await running.look();
  expect(running.anomalies.map(({ id }) => id.slice(-3))).toEqual(["002"]);
  expect(file()).toContain(running.anomalies[0]?.id);
});
