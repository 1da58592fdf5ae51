import { expect, it } from "vitest";
import { quiets, quietUntil } from "../../../../exporters/anomalies/pages/quiet.ts";
import { startPages } from "./desk.ts";

it.each([
  ["in the evening", "2026-11-28T22:30:00Z", "jusqu'à demain 8 h", "2026-11-29T07:00:00.000Z"],
  ["at half past one at night", "2026-11-29T00:30:00Z", "jusqu'à 8 h ce matin", "2026-11-29T07:00:00.000Z"],
  ["a minute before", "2026-11-29T06:59:00Z", "jusqu'à 8 h ce matin", "2026-11-29T07:00:00.000Z"],
  ["at eight", "2026-11-29T07:00:00Z", "jusqu'à demain 8 h", "2026-11-30T07:00:00.000Z"],
  ["before summer time begins", "2026-03-28T12:10:00Z", "jusqu'à demain 8 h", "2026-03-29T06:00:00.000Z"],
  ["in the night in which it begins", "2026-03-29T00:30:00Z", "jusqu'à 8 h ce matin", "2026-03-29T06:00:00.000Z"],
])("keeps quiet until the next eight o'clock, and says which, %s", (_, now, text, until) => {
  const last = quiets(new Date(now)).at(-1);
  expect([last?.text.fr, last?.until.toISOString()]).toEqual([text, until]);
});

it("does what a button said when its form is sent after midnight, and nothing when that has passed", async () => {
  const [evening, night, late] = ["2026-11-28T22:50Z", "2026-11-28T23:10Z", "2026-11-29T07:01Z"].map(
    (at) => new Date(at),
  );
  const act = `silence-${quiets(evening as Date).at(-1)?.name}`;
  expect(quietUntil(act, "silence", night as Date)).toEqual(new Date("2026-11-29T07:00Z"));
  expect(quietUntil(act, "silence", late as Date)).toBeUndefined();
  expect(quietUntil(act, "forbid", night as Date)).toBeUndefined();

  const { browser, id, alertmanager, wait } = await startPages();
  const visitor = browser();
  const { text } = await visitor.get(`/anomalies/${id}`);
  const [, shown = ""] = /value="(silence-\d{4}-\d\d-\d\d)">jusqu/.exec(text) ?? [];
  wait(25 * 3_600_000);
  const refused = await visitor.send(`/anomalies/${id}`, { act: shown, name: "Marie" });
  expect([refused.status, refused.text.includes("choisissez encore une fois")]).toEqual([400, true]);
  expect(alertmanager.silences).toEqual([]);
});
