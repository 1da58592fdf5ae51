import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Mistake } from "../program/mistake.ts";

const instant = z.iso.datetime();
const outcomes = ["healed", "failed", "refused", "dry_run"] as const;
export type Outcome = (typeof outcomes)[number];

const about = {
  at: instant,
  /** The alert's fingerprint and beginning: what happens under it happens once. */
  incident: z.string(),
};
const ofStep = { ...about, alert: z.string(), step: z.int(), action: z.string(), target: z.string() };

const entrySchema = z.discriminatedUnion("what", [
  /** A fault that may be repaired. */
  z.object({
    ...{ what: z.literal("seen"), ...about, alert: z.string(), startsAt: instant },
    ...{ fingerprint: z.string(), labels: z.record(z.string(), z.string()) },
    annotations: z.record(z.string(), z.string()),
  }),
  /** Written before the action: whatever happens then, it is not done again. */
  z.object({ what: z.literal("begun"), ...ofStep }),
  /** The command has ended; what it brought is seen in the signal. */
  z.object({ what: z.literal("ended"), ...ofStep, problem: z.string().optional() }),
  z.object({ what: z.literal("outcome"), ...ofStep, outcome: z.enum(outcomes), why: z.string() }),
  /** Nothing more is done about it. */
  z.object({ what: z.literal("given up"), ...about }),
  /** The signal is well again. */
  z.object({ what: z.literal("over"), ...about }),
  /** A person, a deploy: somebody else has started the target. */
  z.object({ what: z.literal("by others"), at: instant, target: z.string() }),
  /** The recorder knows of it. */
  z.object({ what: z.literal("reported"), ...about }),
  /** What was counted before this file begins. */
  z.object({ what: z.literal("counted"), at: instant, runs: z.record(z.string(), z.int().nonnegative()) }),
]);
export type Entry = z.output<typeof entrySchema>;
export type EntryOf<What extends Entry["what"]> = Extract<Entry, { what: What }>;

/** Everything that was done, in order: the audit log, and the program's only memory. */
export interface Journal {
  readonly entries: readonly Entry[];
  /** On the disk when it returns. */
  write(entry: Entry): void;
}

/** Entries older than that, in ms, are forgotten at a start, but for what they count. */
const kept = 35 * 86_400_000;

/**
 * Opens `<directory>/journal.jsonl`, one JSON object a line. A last line that was cut off by a crash was never acted upon: it is
 * written before the action, and the action waits for it.
 * @throws Mistake when it cannot be read or written: whoever does not know what it did does nothing
 */
export function openJournal(directory: string, now: Date = new Date()): Journal {
  try {
    mkdirSync(directory, { recursive: true });
    return opened(directory, now);
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake(
      `${journalIn(directory)} cannot be read and written: ${(error as Error).message}`,
      "give this program's user a directory that it may write, on a disk that has room",
    );
  }
}

function opened(directory: string, now: Date): Journal {
  const file = journalIn(directory);
  const entries = condensed(entriesIn(directory), now);
  const draft = `${file}.new`;
  closeSync(openSync(draft, "w", 0o600));
  // Whatever the length of the file, a line is added at its end.
  const handle = openSync(draft, "a");
  let length = 0;
  const add = (text: string): void => {
    const bytes = Buffer.from(text);
    try {
      writeFileSync(handle, bytes);
      fsyncSync(handle);
    } catch (error) {
      // Half a line would take the next one with it.
      ftruncateSync(handle, length);
      throw error;
    }
    length += bytes.length;
  };
  add(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  renameSync(draft, file);
  synced(directory);
  return {
    entries,
    write(said) {
      // In order also while the clock is set back: what was done a moment ago never looks old.
      const at = entries.reduce((latest, entry) => (entry.at > latest ? entry.at : latest), said.at);
      const entry = said.what === "by others" ? said : { ...said, at };
      add(`${JSON.stringify(entry)}\n`);
      entries.push(entry);
    },
  };
}

const journalIn = (directory: string): string => path.join(directory, "journal.jsonl");

/** What a journal says, without touching it; nothing where there is none. @throws Mistake at what no version of this program wrote */
export function entriesIn(directory: string): Entry[] {
  const file = journalIn(directory);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  // What stands behind the last end of a line was cut off by a crash.
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line, index) => {
    try {
      return entrySchema.parse(JSON.parse(line.replace(/^\ufeff/, "")));
    } catch {
      throw new Mistake(
        `${file}:${index + 1} is no entry that this version knows: what was done is not known, so nothing is`,
        "run the version that wrote it; or keep the file elsewhere, and what it says is forgotten",
      );
    }
  });
}

/** Without what is long over; its outcomes stay counted, so that counters never fall. */
function condensed(entries: readonly Entry[], now: Date): Entry[] {
  const old = entries.filter((entry) => entry.what !== "counted" && now.getTime() - Date.parse(entry.at) > kept);
  if (old.length === 0) return [...entries];
  const runs = runsIn(entries.filter((entry) => entry.what === "counted" || old.includes(entry)));
  const counted: Entry = { what: "counted", at: now.toISOString(), runs: Object.fromEntries(runs) };
  return [counted, ...entries.filter((entry) => entry.what !== "counted" && !old.includes(entry))];
}

/** How often each action had each outcome, by `<action> <target> <outcome>`. */
export function runsIn(entries: readonly Entry[]): Map<string, number> {
  const runs = new Map<string, number>();
  const count = (key: string, by: number) => void runs.set(key, (runs.get(key) ?? 0) + by);
  for (const entry of entries) {
    if (entry.what === "counted") for (const [key, by] of Object.entries(entry.runs)) count(key, by);
    if (entry.what === "outcome") count(`${entry.action} ${entry.target} ${entry.outcome}`, 1);
  }
  return runs;
}

/** A file that was put in its place is there after a crash only once its directory is written. */
function synced(directory: string): void {
  const handle = openSync(directory, "r");
  fsyncSync(handle);
  closeSync(handle);
}
