import { expect, test } from "vitest";
import { Inbox } from "../../../../kit/lab/sinks/inbox.ts";

const within = 30_000;

test("keeps what arrived in order", () => {
  const inbox = new Inbox<string>("word");
  inbox.add("one");
  inbox.add("two");
  expect(inbox.all).toEqual(["one", "two"]);
});

test("finds the first match among what has already arrived", async () => {
  const inbox = new Inbox<string>("word");
  for (const word of ["one", "two", "three"]) inbox.add(word);
  await expect(inbox.next((word) => word.startsWith("t"), { within })).resolves.toBe("two");
});

test("waits for a match that is still to come, each waiter for its own", async () => {
  const inbox = new Inbox<string>("word");
  const two = inbox.next((word) => word === "two", { within });
  const one = inbox.next((word) => word === "one", { within });
  for (const word of ["zero", "one", "two"]) inbox.add(word);
  expect(await Promise.all([one, two])).toEqual(["one", "two"]);
});

test("passes over what arrived before a position", async () => {
  const inbox = new Inbox<{ word: string; number: number }>("word");
  inbox.add({ word: "alert", number: 1 });
  const second = inbox.next(({ word }) => word === "alert", { within, after: inbox.all.length });
  inbox.add({ word: "alert", number: 2 });
  expect(await second).toMatchObject({ number: 2 });
});

test("says what did arrive when nothing matched in time", async () => {
  const inbox = new Inbox<{ title: string }>("message");
  inbox.add({ title: "earlier" });
  inbox.add({ title: "HostDown" });
  const failed = inbox.next(() => false, { within: 1, after: 1 });
  await expect(failed).rejects.toThrow("No message after the first 1 matched within 1 ms");
  await expect(failed).rejects.toThrow("1: { title: 'HostDown' }");
  await expect(failed).rejects.not.toThrow("earlier");
});

test("says that nothing arrived at all", async () => {
  await expect(new Inbox("mail").next(() => true, { within: 1 })).rejects.toThrow("No mail arrived within 1 ms");
});

test("shortens long items in its error", async () => {
  const inbox = new Inbox<string>("word");
  inbox.add("x".repeat(10_000));
  const error = await inbox.next(() => false, { within: 1 }).catch(String);
  expect(error.length).toBeLessThan(1000);
});

test("hands an error of the condition to who waits, not to who delivers", async () => {
  const inbox = new Inbox<string>("word");
  const waiting = inbox.next(
    () => {
      throw new Error("bad condition");
    },
    { within },
  );
  expect(() => inbox.add("one")).not.toThrow();
  await expect(waiting).rejects.toThrow("bad condition");
});

test("asks the condition no more once it has answered", async () => {
  const inbox = new Inbox<string>("word");
  const asked: string[] = [];
  const waiting = inbox.next((word) => asked.push(word) === 1, { within });
  inbox.add("one");
  inbox.add("two");
  await waiting;
  expect(asked).toEqual(["one"]);
});
