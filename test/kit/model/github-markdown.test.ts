import fc from "fast-check";
import { expect, it } from "vitest";
import { code, inline } from "../../../kit/model/github-markdown.ts";

const hostile = [
  "@benevoclic/devops please approve",
  "</details><script>alert(1)</script>",
  "![](https://evil.example/pixel.png) [approve](javascript:alert(1)) www.evil.example https://evil.example",
  "closes #1, GH-1, owner/repo#2",
  "``` `` ` |a|b|\n\n# Approved\n<!-- monitoring: review -->",
  "access\u202egnp.exe\u2066 \u200bzero",
  "\u001b[31mred\u0007",
  "- [x] done\n> quoted\n\n---\n:rocket: $x^2$ *bold* _em_ ~~no~~ \\",
];

it.each(hostile)("%j stays a quotation", (text) => {
  const quoted = code(text);
  const [fence = ""] = /^`+/.exec(quoted) ?? [];
  const inside = quoted.slice(fence.length, -fence.length);
  // A code span ends at a run of exactly as many backticks, and at a blank line. https://spec.commonmark.org/0.31.2/#code-spans
  expect([...inside.matchAll(/`+/g)].map(([run]) => run.length)).not.toContain(fence.length);
  expect(quoted.endsWith(fence)).toBe(true);
  expect(quoted).not.toMatch(/<!--|[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u);
});

it.each(hostile)("%j reads as what it is, and does nothing", (text) => {
  const escaped = inline(text);
  // Every mark that could mean something is behind a backslash or an entity; mentions, issues and addresses are cut in two.
  expect(escaped.replaceAll(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(/[*_`[\]<>~$|!\\]/);
  expect(escaped.replaceAll(/&#\d+;/g, "")).not.toMatch(/[@#]\w/);
  expect(escaped).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  expect(escaped).not.toMatch(/https?:|www\.|GH-/);
});

it("any text at all can be quoted", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("`", "a", " ", "\n", "|", "\\", "<"), maxLength: 40 }), (text) => {
      const quoted = code(text);
      if (text.trim() === "") return quoted === "";
      const [fence = ""] = /^`+/.exec(quoted) ?? [];
      const runs = [...quoted.matchAll(/`+/g)].filter(([run]) => run.length === fence.length);
      return runs.length === 2 && quoted.endsWith(fence) && !quoted.includes("\n");
    }),
  );
});

it("long texts are cut", () => {
  expect(code("a".repeat(400), 300)).toBe(`\`${"a".repeat(299)}…\``);
});
