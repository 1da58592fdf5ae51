/** One at a time a target: what is given for one waits for what was given for it before, however that ends. */
export function inTurns(): <T>(target: string, work: () => Promise<T>) => Promise<T> {
  const turns = new Map<string, Promise<void>>();
  return async (target, work) => {
    const before = turns.get(target) ?? Promise.resolve();
    const mine = before.then(work);
    turns.set(
      target,
      mine.then(
        () => {},
        () => {},
      ),
    );
    return mine;
  };
}
