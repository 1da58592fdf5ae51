import { peoplesResolutions } from "./anomaly.ts";
import type { Command } from "./store.ts";

/** A command stands alone on its line: `/ack`, `/close fixed`, `/close false_alarm`, `/close duplicate`. */
const pattern = /^\/(?:(ack|acknowledge)|close[ \t]+(fixed|false[_-]alarm|duplicate))[ \t]*$/gim;

/** The commands in what a person wrote, in order. */
export function commandsIn(text: string): Command["says"][] {
  return [...text.matchAll(pattern)].map(([, acknowledge, closing = ""]) => {
    if (acknowledge) return { kind: "acknowledge" };
    const resolution = peoplesResolutions.find((one) => one === closing.toLowerCase().replace("-", "_")) ?? "fixed";
    return { kind: "close", resolution };
  });
}

/** The text without its commands, where `done` stands in their place. */
export const withoutCommands = (text: string, done: (command: string) => string): string => text.replace(pattern, done);
