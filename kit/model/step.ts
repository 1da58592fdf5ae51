import type { Text } from "./text.ts";

/** One thing to do next. It names a command, a link or a person: "investigate the problem" is no step. */
export type Step =
  | { readonly kind: "command"; readonly command: string; readonly text: Text }
  | { readonly kind: "link"; readonly url: string; readonly text: Text }
  | { readonly kind: "person"; readonly who: string; readonly text: Text };

/** A command to run on the host. `{{label}}` stands for the alert's label. */
export const command = (line: string, text: Text): Step => ({ kind: "command", command: line, text });

/** A page to open. */
export const link = (url: string, text: Text): Step => ({ kind: "link", url, text });

/** Somebody to call, by role. */
export const person = (who: string, text: Text): Step => ({ kind: "person", who, text });
