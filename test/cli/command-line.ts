import { vi } from "vitest";
import { main } from "../../cli/program.ts";

/** How a command ended, and what it printed. */
interface Ended {
  readonly code: number;
  /** Its output, or its complaints when it failed. */
  readonly said: string;
  readonly warned: string;
}

/**
 * Runs a command line as cli/main.js does, but in this process: one of its own takes two seconds of the processor to read the
 * declarations. That a process prints this, and ends so, program.test.ts tries.
 */
export async function commandLine(...args: readonly string[]): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(console, "log").mockImplementation((...words) => void out.push(`${words.join(" ")}\n`)),
    vi.spyOn(console, "error").mockImplementation((...words) => void err.push(`${words.join(" ")}\n`)),
    vi.spyOn(process.stdout, "write").mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => err.push(String(text)) > 0),
  ];
  const [before, readers] = [process.exitCode, process.stdout.listeners("error")];
  process.exitCode = undefined;
  try {
    await main(args);
    const code = Number(process.exitCode ?? 0);
    return { code, said: (code === 0 ? out : err).join(""), warned: err.join("") };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
    for (const added of process.stdout.listeners("error").filter((one) => !readers.includes(one)))
      process.stdout.removeListener("error", added as () => void);
  }
}
