const works = new Set<() => void>();
const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Has something done when this process ends, also by a signal that it can see: at once, nothing is waited for. What was asked for
 * last is done first.
 * @returns takes it back
 */
export function atEnd(work: () => void): () => void {
  if (works.size === 0) {
    process.on("exit", doAll);
    for (const signal of signals) process.on(signal, endBy);
  }
  works.add(work);
  return () => {
    if (!works.delete(work) || works.size > 0) return;
    process.off("exit", doAll);
    for (const signal of signals) process.off(signal, endBy);
  };
}

function doAll(): void {
  for (const work of [...works].reverse()) {
    try {
      work();
    } catch {
      // The others have their turn all the same.
    }
  }
  works.clear();
}

/** Another listener means that the program ends in its own way; what is left is done at its exit. */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  doAll();
  process.off("exit", doAll);
  for (const one of signals) process.off(one, endBy);
  process.kill(process.pid, signal);
}
