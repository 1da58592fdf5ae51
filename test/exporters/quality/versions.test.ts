import { expect, it } from "vitest";
import { compareVersions } from "../../../exporters/quality/versions.ts";

/** https://semver.org/#spec-item-11, and numbers beyond what a double can hold. */
const ordered = [
  ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1"],
  ["1.0.0", "1.0.9", "1.0.10", "1.9.0", "1.10.0", "9.0.0", "10.0.0-0", "10.0.0", "99999999999999999999.0.0"],
].flat();

it("versions are ordered as the specification orders them", () => {
  for (const [place, one] of ordered.entries()) {
    for (const [other, version] of ordered.entries()) {
      expect(Math.sign(compareVersions(one, version) ?? Number.NaN), `${one} ${version}`).toBe(
        Math.sign(place - other),
      );
    }
  }
});

it("what is built of a version, or written with a v, is that version", () => {
  expect(compareVersions("1.0.0+1", "1.0.0+20")).toBe(0);
  expect(compareVersions("v1.0.0-rc.1+x", "1.0.0-rc.1")).toBe(0);
});

it.each([
  "git",
  "linked",
  "",
  "1.0",
  "01.0.0",
  "1.0.0-01",
  "1.0.0.0",
  "file:../a",
  "^1.0.0",
])("%s is no version", (text) => {
  expect(compareVersions(text, "1.0.0")).toBeUndefined();
});
