import { readFileSync, renameSync } from "node:fs";
import type { Service } from "../../kit/lab/services.ts";
import { faults } from "../faults.ts";
import { readFaults, writeFaults } from "../platform/faults-file.ts";
import { ordersIn } from "./programs.ts";

/** ms between two looks. */
const every = 200;

/** Starts what the simulated host's programs were told to start: the fault that had ended it is over. */
export function watchOrders(
  directory: string,
  services: Readonly<Record<string, Service>>,
  progress: (line: string) => void,
): { stop(): Promise<void> } {
  let last = Promise.resolve();
  const start = (name: string) => {
    const over = faults.find(({ endsWith }) => endsWith === name)?.name;
    const { active } = readFaults(directory);
    // Whoever causes a fault also ends what it did.
    if (active.some((one) => one.name === over))
      return writeFaults(directory, { active: active.filter((one) => one.name !== over) });
    last = last
      .then(() => services[name]?.start())
      .catch((error: Error) => progress(`${name} cannot be started: ${error.message}`));
  };
  const timer = setInterval(() => {
    for (const name of taken(ordersIn(directory))) start(name);
  }, every);
  return {
    stop: async () => {
      clearInterval(timer);
      await last;
    },
  };
}

/** The lines of a file, which is gone afterwards. */
function taken(file: string): string[] {
  try {
    renameSync(file, `${file}.taken`);
  } catch {
    // Nobody has ordered anything.
    return [];
  }
  return readFileSync(`${file}.taken`, "utf8").split("\n").filter(Boolean);
}
