import fc from "fast-check";
import { expect, it } from "vitest";
import { type Path, readJson, type Scalar, tooLong } from "../../../exporters/quality/json-events.ts";

type Event = readonly [Path, Scalar];

/** What the reader should tell, by JSON.parse. */
function eventsOf(value: unknown, path: Path = []): Event[] {
  if (typeof value !== "object" || value === null) return [[path, value as Scalar]];
  if (path.length > 0 && Object.keys(value).length === 0) return [[path, null]];
  return Array.isArray(value)
    ? value.flatMap((one, place) => eventsOf(one, [...path, place]))
    : Object.keys(value).flatMap((key) => eventsOf((value as Record<string, unknown>)[key], [...path, key]));
}

async function* pieces(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function told(text: string | Buffer, size = 7, largest = 2 ** 30): Promise<{ events: Event[]; root: string }> {
  const events: Event[] = [];
  const root = await readJson(pieces(text, size), (path, value) => void events.push([[...path], value]), largest);
  return { events, root };
}

it("tells every scalar of any document, however it is cut into pieces", () =>
  fc.assert(
    fc.asyncProperty(
      fc.jsonValue(),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 2),
      async (value, size, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const { events } = await told(text, size);
        expect(events).toEqual(eventsOf(JSON.parse(text)));
      },
    ),
    { numRuns: 300 },
  ));

it("refuses what JSON.parse refuses", () =>
  fc.assert(
    fc.asyncProperty(
      fc.jsonValue(),
      fc.nat(),
      fc.constantFrom(...'{}[],:"0-.etrufalsn\\ \n'),
      async (value, place, insert) => {
        const text = JSON.stringify(value);
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + insert + text.slice(at);
        let valid = true;
        try {
          JSON.parse(changed);
        } catch {
          valid = false;
        }
        const accepted = await told(changed).then(
          () => true,
          () => false,
        );
        expect(accepted, changed).toBe(valid);
      },
    ),
    { numRuns: 500 },
  ));

it("calls every beginning of a document truncated", async () => {
  const text = '{"a": [1, true, {"b": "c\\n"}], "d": null}';
  for (let length = 0; length < text.length; length++) {
    await expect(told(text.slice(0, length)), text.slice(0, length)).rejects.toMatchObject({ state: "truncated" });
  }
  expect((await told(text)).root).toBe("object");
});

it("does not keep long strings, and stops at the largest size and depth", async () => {
  const { events } = await told(JSON.stringify({ a: "x".repeat(10_000), ["k".repeat(10_000)]: 1, b: "y" }), 1000);
  expect(events).toEqual([
    [["a"], tooLong],
    [[tooLong], 1],
    [["b"], "y"],
  ]);
  await expect(told(JSON.stringify("z".repeat(200)), 50, 100)).rejects.toMatchObject({ state: "huge" });
  await expect(told("[".repeat(1001))).rejects.toMatchObject({ state: "wrong" });
});

it("takes UTF-8 with its mark, whole characters across pieces", async () => {
  const { events } = await told(`\u{feff}{"é": "🌍 à"}`, 1);
  expect(events).toEqual([[["é"], "🌍 à"]]);
});
