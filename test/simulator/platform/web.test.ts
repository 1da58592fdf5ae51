import { expect, test } from "vitest";
import { createRandom } from "../../../simulator/platform/random.ts";
import { createWeb } from "../../../simulator/platform/web.ts";
import { only } from "./live.ts";

const front = (...faults: Parameters<typeof only>) =>
  createWeb({ random: createRandom(1), faults: only(...faults) }).handle("/");

test("the front page is Benevoclic's, and quick", () => {
  const { status, body, durationSeconds } = front();
  expect(status).toBe(200);
  expect(body).toContain("<title>Benevoclic</title>");
  expect(durationSeconds).toBeLessThan(0.2);
});

test("there are no metrics", () => {
  expect(createWeb({ random: createRandom(1), faults: only() }).handle("/metrics").status).toBe(404);
});

test("web-error-page: 200 without the name of the platform", () => {
  const { status, body } = front("web-error-page");
  expect(status).toBe(200);
  expect(body).not.toContain("Benevoclic");
});

test("web-slow: longer than the 3 s that a page may take", () => {
  expect(front("web-slow").durationSeconds).toBeGreaterThan(3);
});
