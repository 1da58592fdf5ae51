import { randomUUID } from "node:crypto";
import { appendFile, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Log } from "../program/log.ts";
import { isAcknowledged, isOpen } from "./anomaly.ts";
import { anomalyIn, changePeoplesPart, commentMark } from "./block.ts";
import { commandsIn, withoutCommands } from "./commands.ts";
import { formBody, reportIn } from "./report-fields.ts";
import { bodyOf, clock, type Locale, titleOf, updatedBody } from "./sheet.ts";
import { Failed, type News, type Operation, type Seen, type Store } from "./store.ts";

/** Where reports wait, inside the directory of the records. */
export const reportsDirectory = "reports";

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
      const { code = "unknown" } = error as NodeJS.ErrnoException;
      throw new Failed(operation, `the directory of records cannot be used (${code})`, {
        certain: true,
        remedy: `let this program's user write in ${directory}, and see that the disk is not full`,
      });
    }
  };

  const seenAt = async (file: string): Promise<Seen<string> | undefined> => {
    const [text, { mtime }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    try {
      const anomaly = anomalyIn(text);
      if (!anomaly) return undefined;
      const commands = commandsOf(text);
      const closing = commands.findLast(({ kind }) => kind === "close");
      return {
        ...{ ref: file, anomaly, changedAt: mtime },
        acknowledged: isAcknowledged(anomaly) || commands.some(({ kind }) => kind === "acknowledge"),
        closed: !isOpen(anomaly) || closing !== undefined,
        resolution: closing?.kind === "close" ? closing.resolution : undefined,
      };
    } catch (error) {
      log.warn((error as Error).message, { file: path.basename(file) });
      damaged.add(path.basename(file, ".md"));
      return undefined;
    }
  };

  const files = async (): Promise<string[]> => {
    await mkdir(path.join(directory, reportsDirectory), { recursive: true });
    const names = (await readdir(directory)).filter((name) => /^ANOM-[\d-]+\.md$/.test(name)).sort();
    return names.map((name) => path.join(directory, name));
  };

  /** When a file was last read: others of the same time are not read again. */
  const read = new Map<string, number>();
  const changed = async (): Promise<Seen<string>[]> => {
    const found: Seen<string>[] = [];
    for (const file of await files()) {
      const { mtimeMs } = await stat(file);
      if (read.get(file) === mtimeMs) continue;
      read.set(file, mtimeMs);
      const seen = await seenAt(file);
      if (seen) found.push(seen);
    }
    return found;
  };
  const everything = async () => {
    read.clear();
    return changed();
  };

  const reports = async (): Promise<News<string>["reports"]> => {
    const folder = path.join(directory, reportsDirectory);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".md")).sort();
    return Promise.all(
      names.map(async (name) => {
        const file = path.join(folder, name);
        const [text, { mtime }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
        const [heading = "", ...rest] = text.split("\n");
        return reportIn(file, heading.replace(/^# /, ""), rest.join("\n"), mtime);
      }),
    );
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

  return {
    damaged,
    load: () => doing("list", everything),
    recent: () => doing("list", everything),

    create: (anomaly) =>
      doing("create", async () => {
        await files();
        const ref = fileOf(anomaly.id);
        await put(ref, `# ${titleOf(anomaly)}\n\n${bodyOf(anomaly, locale)}`, true);
        return { ref, anomaly, changedAt: (await stat(ref)).mtime };
      }),

    change: (ref, operation, change) =>
      doing(operation, async () => {
        const seen = await seenAt(ref).catch(() => undefined);
        const wanted = seen && (await change(seen));
        if (!wanted) return seen;
        const { anomaly, comments } = wanted;
        const now = clock(new Date().toISOString(), locale);
        const text = await readFile(ref, "utf8");
        const said = comments
          .filter(({ mark }) => !text.includes(commentMark(mark)))
          .map((comment) => `\n---\n\n${commentMark(comment.mark)}\n_${now}_\n\n${comment.text}\n`);
        const done = changePeoplesPart(text, (part) =>
          withoutCommands(part, (command) => `- ${now} · ${command.slice(1)}`),
        );
        await put(ref, updatedBody(done, anomaly, locale) + said.join(""));
        return { ref, anomaly, changedAt: (await stat(ref)).mtime };
      }),

    takeUp: (report, anomaly) =>
      doing("create", async () => {
        const ref = fileOf(anomaly.id);
        // It may be there already: a recorder was stopped before it removed the report.
        if (!(await stat(ref).catch(() => undefined)))
          await put(ref, `# ${titleOf(anomaly)}\n\n${bodyOf(anomaly, locale)}`);
        await rm(report.ref, { force: true });
        return { ref, anomaly, changedAt: (await stat(ref)).mtime };
      }),

    // A file is made once: there is nothing to discard.
    discard: async () => {},

    report: (title, answers) =>
      doing("create", async () => {
        await files();
        const file = path.join(directory, reportsDirectory, `${randomUUID()}.md`);
        await put(file, `# ${title.replace(/\s+/g, " ")}\n\n${formBody(answers)}\n`);
        return file;
      }),

    read: (ref) =>
      doing("list", async () => {
        const [text = "", ...said] = (await readFile(ref, "utf8")).split(remarkBegins);
        const remarks = said.flatMap((when, index) => (index % 2 === 0 ? [{ when, text: said[index + 1] ?? "" }] : []));
        return { text, remarks };
      }),

    say: (ref, text) => doing("update", () => appendFile(ref, `\n${text}\n`)),

    news: () => doing("list", async () => ({ seen: await changed(), commands: [], reports: await reports() })),
    newsOf: (ref) =>
      doing("list", async () => ({
        seen: [await seenAt(ref)].filter((seen) => seen !== undefined),
        commands: [],
        reports: [],
      })),
  };
}

/** How `change` begins each remark; the time is kept by a split. */
const remarkBegins = /\n---\n\n<!-- benevoclic-anomaly-comment [^\n]* -->\n_([^\n]*)_\n/;

/** What people wrote; what an alert or a report says is no command. */
function commandsOf(text: string): ReturnType<typeof commandsIn> {
  const found: ReturnType<typeof commandsIn> = [];
  changePeoplesPart(text, (part) => {
    found.push(...commandsIn(part));
    return part;
  });
  return found;
}
