import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { link, lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Log } from "../program/log.ts";
import { isAcknowledged, isOpen } from "./anomaly.ts";
import { anomalyIn, changePeoplesPart, commentMark, Unreadable } from "./block.ts";
import { commandsIn, quoted, withoutCommands } from "./commands.ts";
import { formBody, reportIn } from "./report-fields.ts";
import { bodyOf, clock, type Locale, titleOf, updatedBody, wellFormed } from "./sheet.ts";
import {
  type Change,
  Failed,
  IdTaken,
  type News,
  type Operation,
  type Report,
  type Seen,
  type Store,
} from "./store.ts";

/** Where reports wait, inside the directory of the records. */
export const reportsDirectory = "reports";
/** Bytes; a larger file is none of ours. */
const longestFile = 16 * 1024 * 1024;
/** A file has room for everything. */
const endless = { room: Number.POSITIVE_INFINITY };
/** How often a record is read anew because somebody wrote into it meanwhile. */
const attempts = 20;
/** ms */
const savingTakes = 200;

/** A file as it was read, with what tells whether it is still the same. */
interface Sheet {
  readonly text: string;
  readonly mtime: Date;
  readonly inode: number;
}

/**
 * Records as Markdown files of a directory, one an anomaly, for where there is no GitHub. People write commands into them,
 * each on a line of its own: `/ack`, `/close fixed`.
 */
export function markdownStore({ directory, locale }: { directory: string; locale: Locale }, log: Log): Store<string> {
  const damaged = new Set<string>();
  const doing = async <T>(operation: Operation, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Failed || error instanceof IdTaken) throw error;
      if (error instanceof Unreadable)
        throw new Failed(operation, error.message, {
          certain: true,
          remedy: "this is a defect of the recorder: report it",
        });
      const { code = "unknown" } = error as NodeJS.ErrnoException;
      throw new Failed(operation, `the directory of records cannot be used (${code})`, {
        certain: true,
        remedy: `let this program's user write in ${directory}, and see that the disk is not full`,
      });
    }
  };

  /** Told once, and counted. */
  const unreadable = (file: string, error: unknown): void => {
    const { code, message } = error as NodeJS.ErrnoException;
    const id = file.replace(/\.md$/, "");
    if (code === "ENOENT" || damaged.has(id)) return;
    log.warn(code === undefined ? message : `a record cannot be read (${code})`, { file });
    damaged.add(id);
  };

  /** Undefined for what is no record that can be read: that is told, keeps its id, and is in nobody's way. */
  const seenAt = async (
    file: string,
    again = false,
  ): Promise<(Seen<string> & { readonly sheet: Sheet }) | undefined> => {
    try {
      const sheet = await sheetAt(file);
      const anomaly = anomalyIn(sheet.text);
      if (!anomaly) throw new Error("the hidden block of a record is missing");
      const commands = commandsOf(sheet.text);
      const closing = commands.findLast(({ kind }) => kind === "close");
      return {
        ...{ ref: file, anomaly, changedAt: sheet.mtime, sheet },
        acknowledged: isAcknowledged(anomaly) || commands.some(({ kind }) => kind === "acknowledge"),
        closed: !isOpen(anomaly) || closing !== undefined,
        resolution: closing?.kind === "close" ? closing.resolution : undefined,
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      // An editor that is just saving has emptied it.
      if (!again) return pause(savingTakes).then(() => seenAt(file, true));
      unreadable(path.basename(file), error);
      return undefined;
    }
  };

  const files = async (): Promise<string[]> => {
    const names = await namesIn(directory);
    return names.filter((name) => /^ANOM-[\d-]+\.md$/.test(name)).map((name) => path.join(directory, name));
  };

  /** When a file was last read: others of the same time are not read again. */
  const read = new Map<string, string>();
  const changed = async (): Promise<Seen<string>[]> => {
    const found: Seen<string>[] = [];
    for (const file of await files()) {
      const { mtimeMs, ino, size } = await lstat(file).catch(() => ({ mtimeMs: 0, ino: 0, size: 0 }));
      const state = [mtimeMs, ino, size].join(" ");
      if (read.get(file) === state) continue;
      read.set(file, state);
      const seen = await seenAt(file);
      if (seen) found.push(seen);
    }
    return found;
  };
  const everything = async () => {
    read.clear();
    return changed();
  };

  const reports = async (): Promise<Report<string>[]> => {
    const folder = path.join(directory, reportsDirectory);
    const names = (await namesIn(folder)).filter((name) => name.endsWith(".md"));
    const found = await Promise.all(
      names.map(async (name): Promise<Report<string> | undefined> => {
        const file = path.join(folder, name);
        const sheet = await sheetAt(file).catch(
          (error: unknown) => void unreadable(path.join(reportsDirectory, name), error),
        );
        if (!sheet || !(ownName.test(name) || hasRested(sheet))) return undefined;
        const [heading = "", ...rest] = sheet.text.split("\n");
        return reportIn(file, heading.replace(/^# /, ""), rest.join("\n"), sheet.mtime);
      }),
    );
    return found.filter((report) => report !== undefined);
  };

  /** Whole or not at all, also for readers. @param once refuses to replace a file */
  const put = async (file: string, text: string, once = false): Promise<void> => {
    const aside = `${file}.${process.pid}.unfinished`;
    await writeFile(aside, text);
    if (!once) return rename(aside, file);
    try {
      await link(aside, file);
    } finally {
      await rm(aside, { force: true });
    }
  };
  const fileOf = (id: string) => path.join(directory, `${id}.md`);
  const changedAt = async (file: string) => (await lstat(file)).mtime;
  const prepare = async () => void (await mkdir(path.join(directory, reportsDirectory), { recursive: true }));

  /** The text with the change, and with the commands struck out that the change obeyed. */
  const changedText = (text: string, { anomaly, comments }: Change): string => {
    const now = clock(new Date().toISOString(), locale);
    const said = comments
      .filter(({ mark }) => !text.includes(commentMark(mark)))
      .map((comment) => `\n---\n\n${commentMark(comment.mark)}\n_${now}_\n\n${quoted(wellFormed(comment.text))}\n`);
    const done = changePeoplesPart(text, (part) =>
      withoutCommands(part, (command) => `- ${now} · ${command.slice(1)}`),
    );
    return updatedBody(done, anomaly, locale, endless).text + said.join("");
  };

  return {
    damaged,
    prepare: () => doing("list", prepare),
    load: () => doing("list", async () => ({ seen: await everything(), commands: [], reports: [], gone: [] })),
    recent: () => doing("list", everything),

    create: (anomaly) =>
      doing("create", async () => {
        await prepare();
        const ref = fileOf(anomaly.id);
        try {
          await put(ref, `# ${headingOf(titleOf(anomaly))}\n\n${bodyOf(anomaly, locale, endless)}`, true);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
          damaged.add(anomaly.id);
          throw new IdTaken(anomaly.id);
        }
        return { ref, anomaly, changedAt: await changedAt(ref) };
      }),

    change: (ref, operation, change) =>
      doing(operation, async () => {
        for (let attempt = 1; attempt <= attempts; attempt++) {
          if (attempt > 1) await pause(attempt);
          const seen = await seenAt(ref);
          const wanted = seen && (await change(seen));
          if (!wanted) return seen;
          // Somebody may have the file open and write into it while it is replaced: then theirs is put back, and read anew.
          const replaced = `${ref}.${process.pid}.replaced`;
          await rm(replaced, { force: true });
          await link(ref, replaced);
          try {
            if (!isDeepStrictEqual(await sheetAt(replaced), seen.sheet)) continue;
            await put(ref, changedText(seen.sheet.text, wanted));
            if ((await sheetAt(replaced)).text !== seen.sheet.text) {
              await rename(replaced, ref);
              continue;
            }
          } finally {
            await rm(replaced, { force: true });
          }
          return { ref, anomaly: wanted.anomaly, changedAt: await changedAt(ref) };
        }
        throw new Failed(operation, "a record changes faster than it can be written", {
          certain: false,
          remedy: "see which program keeps writing into it",
        });
      }),

    takenUp: ({ ref }) => doing("create", () => rm(ref, { force: true })),

    // A file is made once: there is nothing to discard.
    discard: async () => {},

    report: (title, answers) =>
      doing("create", async () => {
        const file = path.join(directory, reportsDirectory, `${randomUUID()}.md`);
        await put(file, `# ${title.replace(/\s+/g, " ")}\n\n${formBody(answers)}\n`);
        return file;
      }),

    read: (ref) =>
      doing("list", async () => {
        const [text = "", ...said] = (await sheetAt(ref)).text.split(remarkBegins);
        const remarks = said.flatMap((when, index) => (index % 2 === 0 ? [{ when, text: said[index + 1] ?? "" }] : []));
        return { text, remarks };
      }),

    say: (ref, text) => doing("update", () => append(ref, `\n${text}\n`)),

    news: (known) =>
      doing("list", async () => {
        const seen = await changed();
        const gone: string[] = [];
        for (const ref of known) if (!(await seenAt(ref))) gone.push(ref);
        return { seen, commands: [], reports: await reports(), gone };
      }),
    newsOf: (ref) =>
      doing("list", async (): Promise<News<string>> => {
        const seen = await seenAt(ref);
        return { seen: seen ? [seen] : [], commands: [], reports: [], gone: seen ? [] : [ref] };
      }),
  };
}

/** Of a report that `report` wrote, whole; another's may still be on its way, and must not have changed for so many ms. */
const ownName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.md$/;
const restsFor = 1_000;
const hasRested = ({ mtime }: Sheet): boolean => Math.abs(Date.now() - mtime.getTime()) > restsFor;

/** How `change` begins each remark; the time is kept by a split. */
const remarkBegins = /\n---\n\n<!-- benevoclic-anomaly-comment [^\n]* -->\n_([^\n]*)_\n/;
/** @throws Error when it is no regular file of a bearable size */
async function sheetAt(file: string): Promise<Sheet> {
  const { mtime, ino, size, ...is } = await lstat(file).then((stats) => ({ ...stats, regular: stats.isFile() }));
  if (!is.regular) throw new Error("a record is no regular file");
  if (size > longestFile) throw new Error("a record is larger than any record can be");
  return { text: await readFile(file, "utf8"), mtime, inode: ino };
}

/** Adds to the file of that name, also when it is replaced meanwhile. */
async function append(file: string, text: string): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const handle = await open(file, constants.O_WRONLY | constants.O_APPEND);
    const { ino } = await handle.stat();
    await handle.appendFile(text).finally(() => handle.close());
    if ((await lstat(file)).ino === ino || (await readFile(file, "utf8")).includes(text)) return;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** In a file, the title stands in the text: it is no mark of ours. */
const headingOf = (title: string): string => title.replace(/[<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** What people wrote; what an alert or a report says is no command. */
function commandsOf(text: string): ReturnType<typeof commandsIn> {
  const found: ReturnType<typeof commandsIn> = [];
  changePeoplesPart(text, (part) => {
    found.push(...commandsIn(part));
    return part;
  });
  return found;
}
