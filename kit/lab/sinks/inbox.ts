import { inspect } from "node:util";

/** Longest description of one item in an error message, in characters. */
const DESCRIPTION_LENGTH = 400;

/** What arrived at a sink, oldest first, and a way to wait for what has not arrived yet. */
export class Inbox<T> {
  readonly #holds: string;
  readonly #items: T[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<(item: T) => void>();

  /** @param holds what one item is called in error messages, such as "Discord message" */
  constructor(holds: string) {
    this.#holds = holds;
  }

  /** Everything that arrived, oldest first. A live view: it grows as items arrive. */
  get all(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    this.#items.push(item);
    for (const look of this.#waiting) look();
    for (const listen of this.#listeners) listen(item);
  }

  /** Calls `listen` for everything that arrives from now on. */
  each(listen: (item: T) => void): void {
    this.#listeners.add(listen);
  }

  /**
   * The first item that matches, already received or still to come.
   *
   * @param options.within how long to wait, in milliseconds
   * @param options.after position from which items count: pass `inbox.all.length`, taken before an action, to see only what
   *   arrived since
   * @throws Error that lists what did arrive, when nothing matched in time; whatever `matches` throws
   */
  next(matches: (item: T) => boolean, options: { within: number; after?: number }): Promise<T> {
    const from = options.after ?? 0;
    return new Promise((resolve, reject) => {
      let position = from;
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle();
      };
      const look = (): void => {
        try {
          for (; position < this.#items.length; position++) {
            const item = this.#items[position] as T;
            if (matches(item)) {
              finish(() => resolve(item));
              return;
            }
          }
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const timer = setTimeout(() => finish(() => reject(this.#nothingMatched(from, options.within))), options.within);
      this.#waiting.add(look);
      look();
    });
  }

  #nothingMatched(from: number, within: number): Error {
    const since = from > 0 ? ` after the first ${from}` : "";
    const candidates = this.#items.slice(from);
    if (candidates.length === 0) {
      return new Error(
        `No ${this.#holds} arrived${since} within ${within} ms. Check that its sender runs and is given this sink's address.`,
      );
    }
    const list = candidates.map((item, index) => `  ${from + index}: ${describe(item)}`).join("\n");
    return new Error(
      `No ${this.#holds}${since} matched within ${within} ms. Compare the condition with what did arrive:\n${list}`,
    );
  }
}

function describe(item: unknown): string {
  const text = inspect(item, { breakLength: Number.POSITIVE_INFINITY, depth: 5 });
  return text.length > DESCRIPTION_LENGTH ? `${text.slice(0, DESCRIPTION_LENGTH)}…` : text;
}
