import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

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
 */
export function openJournal(directory: string, now: Date = new Date()): Journal {
  mkdirSync(directory, { recursive: true });
  const file = journalIn(directory);
  const entries = condensed(entriesIn(directory), now);
  const draft = `${file}.new`;
  const rewritten = openSync(draft, "w", 0o600);
  writeSync(rewritten, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  fsyncSync(rewritten);
  renameSync(draft, file);
  synced(directory);
  return {
    entries,
    write(entry) {
      writeSync(rewritten, `${JSON.stringify(entry)}\n`);
      fsyncSync(rewritten);
      entries.push(entry);
    },
  };
}

const journalIn = (directory: string): string => path.join(directory, "journal.jsonl");

/** What a journal says, without touching it; nothing where there is none. */
export function entriesIn(directory: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(journalIn(directory), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    try {
      return [entrySchema.parse(JSON.parse(line))];
    } catch {
      return [];
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
