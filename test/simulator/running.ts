import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import type { DiscordMessage } from "../../kit/lab/sinks/discord.ts";
import { type Harness, type HarnessOptions, startHarness } from "../../simulator/harness.ts";

/** An alert goes on for minutes after the last bad value; nobody waits for that in a test. */
const withoutPatience = (generated: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...generated].map(([name, text]) => [
      name,
      name.startsWith("prometheus/rules/") ? text.replaceAll(/keep_firing_for: \w+/g, "keep_firing_for: 10s") : text,
    ]),
  );

/** One running system for all tests of a file, in a directory of its own; gone when they end. */
export function runningSystem(options: Omit<HarnessOptions, "directory"> = {}): { readonly now: Harness } {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-system-"));
  let harness: Harness | undefined;
  beforeAll(async () => {
    const files = (generated: ReadonlyMap<string, string>) => withoutPatience(options.files?.(generated) ?? generated);
    harness = await startHarness({ directory, ...options, files });
  });
  afterAll(async () => {
    await harness?.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    get now() {
      if (harness === undefined) throw new Error("the system is not running yet");
      return harness;
    },
  };
}

/** Asks again until the answer holds; a test's own time limit ends a wait that never does. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(100);
}

export const minutes = (count: number): number => count * 60_000;

/** Whether the alert fires in Prometheus now. */
export async function firing({ prometheus }: Harness, alert: string): Promise<boolean> {
  return (await prometheus.firing()).includes(alert);
}

/** Matches a Discord message about the alert whose title begins with a mark: 🔴, 🟠 or ✅. */
export function told(alert: string, mark: string): (message: DiscordMessage) => boolean {
  return ({ embeds }) => embeds.some(({ title }) => title.includes(alert) && title.startsWith(mark));
}
