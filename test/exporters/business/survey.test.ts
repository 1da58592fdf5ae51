import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { surveySamples } from "../../../exporters/business/survey.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { parseExposition } from "../../simulator/platform/live.ts";

const now = new Date("2025-08-18T12:00:00Z");
const good = { score: 4.3, scale: 5, answers: 57, date: "2025-08-18" };
const valuesOf = (survey: object) =>
  Object.fromEntries(surveySamples(JSON.stringify(survey), now).map(({ metric, value }) => [metric.name, value]));

describe("a satisfaction survey", () => {
  it("becomes a score out of 5, its answers and its day", () => {
    expect(valuesOf(good)).toEqual({
      benevoclic_satisfaction_score: 4.3,
      benevoclic_satisfaction_answers: 57,
      benevoclic_satisfaction_timestamp_seconds: Date.parse("2025-08-17T22:00:00Z") / 1000,
    });
    expect(valuesOf({ ...good, score: 8.4, scale: 10 }).benevoclic_satisfaction_score).toBeCloseTo(4.2);
  });

  it.each([
    ["a score above its scale", { ...good, score: 5.1 }, /score: a score that is not above the scale/],
    ["a text for a number", { ...good, score: "4.3" }, /score: .*number/],
    ["nobody's answers", { ...good, answers: 0 }, /answers: at least one answer/],
    ["a day that does not exist", { ...good, date: "2025-02-30" }, /date: a day such as/],
    ["a day to come", { ...good, date: "2025-08-19" }, /has not come yet/],
    ["a missing date", { score: 4, scale: 5, answers: 3 }, /date: /],
    ["a key too many", { ...good, "camille@example.org": 5 }, /keys that a survey has not/],
  ])("is refused with %s, and its content is not told", (_, survey, reason) => {
    expect(() => valuesOf(survey)).toThrow(reason);
    expect(() => valuesOf(survey)).not.toThrow(/camille/);
    expect(() => surveySamples("Camille: 5/5", now)).toThrow(/^the survey is no JSON$/);
  });
});

describe("its program", () => {
  function run(survey: string | Buffer | undefined, textfiles?: string) {
    const directory = textfiles ?? mkdtempSync(path.join(tmpdir(), "survey-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const file = path.join(directory, "survey.json");
    if (survey !== undefined) writeFileSync(file, survey);
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        ...["--import", "tsx", "exporters/business/satisfaction.ts"],
        ...["--survey-file", file, "--textfile-directory", directory],
      ],
      { encoding: "utf8" },
    );
    return { directory, status, stderr };
  }

  it("writes a file that node-exporter can read, and leaves it alone when a later survey is wrong", async () => {
    const { directory, status } = run(JSON.stringify(good));
    expect(status).toBe(0);
    const file = path.join(directory, "benevoclic_satisfaction.prom");
    const written = readFileSync(file, "utf8");
    expect(parseExposition(written)).toHaveLength(3);
    const { promtool } = await obtainParts({ names: ["promtool"] });
    execFileSync(promtool.command, ["check", "metrics"], { input: written });

    const again = run('{ "score": 4.9 }', directory);
    expect(again.status).toBe(2);
    expect(JSON.parse(again.stderr)).toMatchObject({ level: "error", remedy: expect.stringContaining('"score": 4.3') });
    expect(readFileSync(file, "utf8")).toBe(written);
    expect(readdirSync(directory).sort()).toEqual(["benevoclic_satisfaction.prom", "survey.json"]);
  });

  it("takes a file as Windows' editors write it, and says which encoding it does not", () => {
    expect(run(`\ufeff${JSON.stringify(good)}\r\n`).status).toBe(0);
    const { status, stderr } = run(Buffer.from(JSON.stringify(good), "utf16le"));
    expect(status).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      message: "the survey is UTF-16, not UTF-8",
      remedy: "save it as UTF-8",
    });
  });

  it("says that there is no survey", () => {
    const { status, stderr } = run(undefined);
    expect(status).toBe(2);
    expect(stderr).toContain("cannot be read (ENOENT)");
  });

  it("refuses what is no file at once, and a file that is no survey by its size", () => {
    const [pipe, huge] = [run(undefined).directory, run("").directory].map((one) => path.join(one, "survey.json"));
    execFileSync("mkfifo", [pipe as string]);
    truncateSync(huge as string, 2 ** 31);
    expect(run(undefined, path.dirname(pipe as string)).stderr).toContain("is a pipe, not a file");
    expect(run(undefined, path.dirname(huge as string)).stderr).toContain("is larger than 64 KiB");
  });
});
