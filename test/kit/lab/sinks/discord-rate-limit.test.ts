import { expect, test } from "vitest";
import { createRateLimit } from "../../../../kit/lab/sinks/discord-rate-limit.ts";

test("allows five requests in two seconds and not a sixth", () => {
  const count = createRateLimit();
  const remaining = [0, 100, 200, 300, 400].map((now) => count("a", now).remaining);
  expect(remaining).toEqual([4, 3, 2, 1, 0]);
  expect(count("a", 500)).toEqual({ allowed: false, remaining: 0, resetAfterMs: 1500 });
});

test("allows again once the window has ended, whatever was refused in it", () => {
  const count = createRateLimit();
  for (let request = 0; request < 20; request++) count("a", 0);
  expect(count("a", 1999).allowed).toBe(false);
  expect(count("a", 2000)).toEqual({ allowed: true, remaining: 4, resetAfterMs: 2000 });
});

test("counts each webhook by itself", () => {
  const count = createRateLimit();
  for (let request = 0; request < 6; request++) count("a", 0);
  expect(count("b", 0).allowed).toBe(true);
});
