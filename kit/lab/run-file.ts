import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const runSchema = z.object({
  pid: z.int(),
  startedAt: z.iso.datetime(),
  /** With its login. */
  prometheus: z.url(),
  alertmanager: z.url(),
  /** Where people's commands go that only the recorder of anomalies obeys, and the file that holds its token. */
  desk: z.object({ url: z.url(), tokenFile: z.string() }).optional(),
});

/** What a second terminal needs to know of the running system. */
export type Run = z.infer<typeof runSchema>;

const messageSchema = z.object({
  receivedAt: z.iso.datetime(),
  channel: z.string(),
  title: z.string(),
  text: z.string(),
});

/** A message as an operator got it, on Discord or by mail. */
export type Message = z.infer<typeof messageSchema>;

const runFile = (directory: string) => path.join(directory, "run.json");
const messageFile = (directory: string) => path.join(directory, "messages.jsonl");

/** The system that runs from this directory now; a file that a killed one left behind does not count. */
export function currentRun(directory: string): Run | undefined {
  if (!existsSync(runFile(directory))) return undefined;
  const run = runSchema.safeParse(JSON.parse(readFileSync(runFile(directory), "utf8")));
  return run.success && isAlive(run.data.pid) ? run.data : undefined;
}

export function writeRun(directory: string, run: Run): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(runFile(directory), `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
}

export const removeRun = (directory: string): void => rmSync(runFile(directory), { force: true });

export function appendMessage(directory: string, message: Message): void {
  appendFileSync(messageFile(directory), `${JSON.stringify(message)}\n`);
}

/** Every message since the start, oldest first. A line that is still being written is left for the next reading. */
export function readMessages(directory: string): Message[] {
  if (!existsSync(messageFile(directory))) return [];
  const text = readFileSync(messageFile(directory), "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => messageSchema.parse(JSON.parse(line)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
