import { peoplesResolutions } from "./anomaly.ts";
import type { Command } from "./store.ts";

/**
 * A command stands alone on its line: `/ack`, `/close fixed`, `/close false_alarm`, `/close duplicate`. In a block of code,
 * which is matched before it as a whole, it shows how one is written.
 */
const pattern =
  /^ {0,3}(`{3,}|~{3,})[^`\n]*\n[\s\S]*?^ {0,3}\1[`~]*[^\S\n]*$|^\/(?:(ack|acknowledge)|close[^\S\n]+(fixed|false[_-]alarm|duplicate))[^\S\n]*$/gim;

/** The commands in what a person wrote, in order. */
export function commandsIn(text: string): Command["says"][] {
  return [...text.matchAll(pattern)].flatMap(([, code, acknowledge, closing = ""]): Command["says"][] => {
    if (code) return [];
    if (acknowledge) return [{ kind: "acknowledge" }];
    const resolution = peoplesResolutions.find((one) => one === closing.toLowerCase().replace("-", "_")) ?? "fixed";
    return [{ kind: "close", resolution }];
  });
}

/** The text without its commands, where `done` stands in their place. */
export const withoutCommands = (text: string, done: (command: string) => string): string =>
  text.replace(pattern, (found: string, code: string | undefined) => (code ? found : done(found)));

/** What the recorder writes of somebody else's text: a command in it was said elsewhere, or to nobody. */
export const quoted = (text: string): string => withoutCommands(text, (command) => `\\${command}`);
