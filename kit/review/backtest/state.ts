import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const chunk = z.object({
  query: z.string(),
  from: z.number(),
  to: z.number(),
  engine: z.number(),
  bytes: z.number(),
  /** For each rule watched, by its place among those of the query: when its expression held, by series. */
  spans: z.array(z.record(z.string(), z.array(z.tuple([z.number(), z.number()])))),
});
const header = z.object({ replay: z.string(), from: z.number(), to: z.number() });

/** What a query answered for a part of the time. */
export type Chunk = z.output<typeof chunk>;

/** What a replay has learned so far, kept in a file: one line for each answer, so that a stopped replay loses none. */
export interface State {
  readonly from: number;
  readonly to: number;
  readonly chunks: readonly Chunk[];
  add(answer: Chunk): void;
}

/**
 * Goes on where an earlier run of the same replay stopped, over the time that it had; begins anew otherwise.
 * @param replay identifies what is asked of whom
 */
export function stateIn(file: string, replay: string, from: number, to: number): State {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const found = header.safeParse(jsonOf(lines[0] ?? ""));
  const goesOn = found.success && found.data.replay === replay;
  const began = goesOn ? found.data : { replay, from, to };
  // The last line may have been cut off.
  const chunks = goesOn ? lines.slice(1).flatMap((line) => chunk.safeParse(jsonOf(line)).data ?? []) : [];
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, [began, ...chunks].map((one) => `${JSON.stringify(one)}\n`).join(""));
  return {
    ...{ from: began.from, to: began.to, chunks },
    add(answer) {
      appendFileSync(file, `${JSON.stringify(answer)}\n`);
      chunks.push(answer);
    },
  };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
