import { describeMistake, Mistakes } from "../config/mistakes.ts";

/** Runs a command; its mistakes are printed for people and end it with exit code 1. Other errors keep their stack. */
export async function orExplain(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Mistakes)) throw error;
    const { mistakes } = error;
    console.error(`${mistakes.length === 1 ? "One mistake" : `${mistakes.length} mistakes`}:\n`);
    for (const mistake of mistakes) console.error(`${describeMistake(mistake)}\n`);
    process.exitCode = 1;
  }
}
