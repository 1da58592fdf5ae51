import fc from "fast-check";
import { expect, it } from "vitest";
import { masked, masks } from "../../../kit/logs/masks.ts";
import { positions, secrets } from "./secrets.ts";

it("no secret is left, whatever stands around it", () => {
  fc.assert(
    fc.property(secrets, positions, ({ secret, text }, placed) => {
      const line = placed(text);
      expect(masked(line), line).not.toContain(secret);
    }),
    { numRuns: 5000 },
  );
});

it("two secrets beside each other are both masked", () => {
  fc.assert(
    fc.property(secrets, secrets, fc.constantFrom(" ", ",", "/", "_", ";"), (one, other, between) => {
      const line = `${one.text}${between}${other.text}`;
      expect(masked(line), line).not.toContain(one.secret);
      expect(masked(line), line).not.toContain(other.secret);
    }),
    { numRuns: 3000 },
  );
});

it.each([
  "06 12 34 56 78",
  "+33 6 12 34 56 78",
  "+33612345678",
  "0033612345678",
  "0033 6 12 34 56 78",
  "(+33)6 12 34 56 78",
  "+33 (0)6 12 34 56 78",
  "+32 470 12 34 56",
  "+1-202-555-0123",
])("a telephone number is masked, however it is written: %s", (number) => {
  expect(masked(`calls ${number} again`)).not.toMatch(/\d\d/);
  expect(masked(`tel:${number},`)).not.toMatch(/\d\d/);
});

it.each([
  "MongoServerSelectionError: connection timed out",
  "    at AnnouncementsService.search (/srv/api/node_modules/@nestjs/core/router/router-proxy.js:9:17)",
  "Slow query benevoclic.announcements COLLSCAN 2512 ms",
  "GET /announcements 500 in 2512 ms at 09:12:44",
  "upstream timed out (110: Connection timed out) while reading response header from upstream",
  "Node.js v20.20.2",
  "2026-11-29T22:30:45.085+02:00 took +12 ms and 1000 documents",
  "token expired",
])("what explains a fault stays readable: %s", (line) => {
  expect(masked(line)).toBe(line);
});

it("the patterns are those of RE2: nothing looks ahead or behind, nothing refers back", () => {
  for (const { what, pattern } of masks) expect(pattern, what).not.toMatch(/\(\?[=!<]|\\[1-9]/);
});
