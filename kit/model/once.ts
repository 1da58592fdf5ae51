/** The same function, whose work is done once for each thing that it is asked about. */
export function oncePer<Thing extends object, Result>(work: (thing: Thing) => Result): (thing: Thing) => Result {
  const known = new WeakMap<Thing, { readonly result: Result }>();
  return (thing) => {
    const { result } = known.get(thing) ?? { result: work(thing) };
    known.set(thing, { result });
    return result;
  };
}
