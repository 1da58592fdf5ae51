/** The members of two maps, side by side. */
export interface Pairs<Value> {
  readonly removed: readonly Value[];
  readonly added: readonly Value[];
  readonly kept: readonly { readonly before: Value; readonly after: Value }[];
}

export function pairs<Value>(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>): Pairs<Value> {
  return {
    removed: [...before].flatMap(([key, value]) => (after.has(key) ? [] : [value])),
    added: [...after].flatMap(([key, value]) => (before.has(key) ? [] : [value])),
    kept: [...before].flatMap(([key, value]) => {
      const other = after.get(key);
      return other === undefined ? [] : [{ before: value, after: other }];
    }),
  };
}

/** Whether two values that JSON can hold are the same. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is only in the first list. */
export const without = (one: readonly string[], other: readonly string[]): string[] =>
  [...new Set(one)].filter((item) => !other.includes(item));
