import { expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { production, refused, written } from "./refused.ts";

const rota = (changes: Readonly<Record<string, string>> = {}) =>
  [
    "onCall:",
    "  persons:",
    "    marie: { name: Marie, email: marie@benevoclic.fr }",
    "    paul: { name: Paul, email: paul@benevoclic.fr }",
    "  from: 2026-11-30",
    "  until: 2027-11-29",
    "  rotas: { devops: [marie, paul] }",
    "  away: [{ person: marie, from: 2026-12-15, to: 2026-12-18, standIn: paul }]",
  ]
    .map((line) => changes[line.trim().split(":")[0] ?? ""] ?? line)
    .join("\n");
const lineOf = (text: string, start: string) => text.split("\n").findIndex((one) => one.trim().startsWith(start)) + 1;

it("a rota is read with its usual handover", () => {
  const { onCall } = loadConfig("production", written(`${production}\n${rota()}\n`));
  expect(onCall).toMatchObject({ handover: "09:00", rotas: { devops: ["marie", "paul"] } });
});

it.each([
  ["rotas", "  rotas: { devops: [marie, pual] }", "onCall.rotas.devops.1", "one of marie, paul"],
  ["rotas", "  rotas: { nurse: [marie] }", "onCall.rotas.nurse", "unknown key"],
  [
    "away",
    "  away: [{ person: marie, from: 2026-12-15, to: 2026-12-18 }]",
    "onCall.away.0",
    "nobody is on call for devops",
  ],
  [
    "away",
    "  away: [{ person: zoe, from: 2026-12-15, to: 2026-12-18, standIn: paul }]",
    "onCall.away.0.person",
    "marie, paul",
  ],
  [
    "away",
    "  away: [{ person: marie, from: 2026-12-18, to: 2026-12-15, standIn: paul }]",
    "onCall.away.0.to",
    "not before",
  ],
  ["until", "  until: 2026-11-30", "onCall.until", "between 7 and 800 days"],
])("is refused with its line: %s: %s", (key, line, place, says) => {
  const text = `${production}\n${rota({ [key]: line })}\n`;
  const [mistake] = refused(text);
  expect(mistake?.where).toBe(`config/production.yaml:${lineOf(text, `${key}:`)}`);
  expect(mistake?.what).toContain(place);
  expect(mistake?.what).toContain(says);
});
