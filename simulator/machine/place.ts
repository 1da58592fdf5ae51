import path from "node:path";

/** What the simulated host has beside its figures, in a run's directory: programs, releases, logs, images. */
export const machineIn = (directory: string): string => path.resolve(directory, "machine");
