import { z } from "zod";
import { quality } from "../../signals/metrics/quality.ts";
import type { Log } from "../program/log.ts";
import { readRegular } from "../program/regular-file.ts";
import type { Figure } from "./report.ts";
import { replaceFile } from "./textfile.ts";

const metrics = Object.keys(quality).filter((key) => key !== "reportTimestamp");
const figure = z.custom<Figure>(
  (value) =>
    z
      .strictObject({ metric: z.enum(metrics), labels: z.record(z.string(), z.string()), value: z.number() })
      .safeParse(value).success,
);

const kept = z.object({
  /** `Found.id` of the report it was read from. */
  id: z.string(),
  /** Seconds since 1970. */
  madeAt: z.number(),
  figures: z.array(figure),
  remark: z.string().optional(),
});
export type Kept = z.output<typeof kept>;

const file = z.record(z.string(), kept);
/** Bytes; thirteen reports take about 10 KiB. */
const largest = 2 ** 20;

/** What the last good report of each kind said, by `<project>/<report>`. Empty at the first run, and when the file is no longer whole. */
export async function readLastGood(path: string, log: Log): Promise<Map<string, Kept>> {
  try {
    return new Map(Object.entries(file.parse(JSON.parse(await readRegular(path, largest)))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      log.warn("the last good reports are forgotten: their file cannot be used", { file: path });
    }
    return new Map();
  }
}

export async function writeLastGood(path: string, reports: ReadonlyMap<string, Kept>): Promise<void> {
  await replaceFile(path, `${JSON.stringify(Object.fromEntries(reports))}\n`);
}
