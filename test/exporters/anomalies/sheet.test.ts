import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Anomaly, anomalySchema } from "../../../exporters/anomalies/anomaly.ts";
import { anomalyIn, withOwnPart } from "../../../exporters/anomalies/block.ts";
import { decide } from "../../../exporters/anomalies/decide.ts";
import { nextId } from "../../../exporters/anomalies/ids.ts";
import { formBody, reportFields, reportIn } from "../../../exporters/anomalies/report-fields.ts";
import { bodyOf, limits, titleOf, updatedBody } from "../../../exporters/anomalies/sheet.ts";
import { code, href, inline, lines } from "../../../kit/model/github-markdown.ts";
import { parseYaml } from "../../../kit/yaml.ts";
import { noticeOf } from "./alerts.ts";

const hostile = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        "@everyone",
        "#12",
        "GH-12",
        "benevoclic/monitoring#3",
        "-->",
        "<!-- recorder:end -->",
        "<script>",
        "](http://x)",
        "| a |",
        "\n\n## x",
        "`",
        "```",
        "https://x.y",
        "\\",
        "&#64;",
        "deadbeef1",
        "![i](x)",
        "~~",
        "$x$",
        "\u202e",
        "- [x] ",
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(" ")),
);

function anomalyWith(text: string): Anomaly {
  const annotations = {
    summary: text,
    impact: text,
    value: text,
    limit: text,
    next_steps: `1. ${text}: \`${text}\`\n2. ${text}`,
    symptoms: text,
    graph_url: text,
    dashboard_url: `https://x/${text}`,
    runbook_url: text,
  };
  const decision = decide(
    [],
    noticeOf({ thing: text, startsAt: new Date("2026-11-23T08:00:00Z"), annotations }),
    { closing: "automatic", reopenWithin: 0 },
    new Date("2026-11-23T08:00:05Z"),
  );
  if (decision.kind !== "open") throw new Error("nothing opened");
  return { ...decision.draft, id: "ANOM-2026-11-23-001" };
}

/** What GitHub would act upon, outside our own comments. */
const visible = (body: string) => body.replace(/<!-- (recorder|benevoclic)[\s\S]*?-->/g, "");

describe("text from alerts and users", () => {
  it("does nothing in a record, and comes back whole from its hidden block", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const anomaly = anomalyWith(text);
        const body = bodyOf(anomaly, "fr");
        expect(body.length).toBeLessThanOrEqual(limits.body);
        expect(anomalyIn(body)).toEqual({ ...anomalySchema.parse(anomaly), nextSteps: [] });
        const prose = visible(body)
          .replace(/(?<!\\)`[^`\n]*`/g, "")
          .replace(/\]\(https?:[^)\s]*\)/g, "](…)");
        expect(prose).not.toMatch(/@[A-Za-z0-9]/);
        expect(prose).not.toMatch(/(?<!&)#\d/);
        expect(prose).not.toMatch(/\bGH-\d/);
        expect(prose).not.toMatch(/<(?!https?:\/\/)/);
        // Only our own headings, and tables of two columns.
        expect(prose.match(/^## .*$/gm)).toEqual(bodyOf(anomalyWith("x"), "fr").match(/^## .*$/gm));
        for (const row of prose.split("\n").filter((line) => line.startsWith("| ")))
          expect(row.replace(/\\\|/g, "").match(/\|/g)).toHaveLength(3);
        expect([...titleOf(anomaly)].length).toBeLessThanOrEqual(limits.title);
        expect(titleOf(anomaly)).not.toMatch(/@[A-Za-z0-9]|#\d/);
      }),
      { numRuns: 120 },
    );
  });

  it("however long, fits in an issue", () => {
    for (const character of ["<", "é", "🔥", "@", "-"])
      expect(bodyOf(anomalyWith(character.repeat(20_000)), "en").length).toBeLessThanOrEqual(limits.body);
  });

  it("is readable all the same", () => {
    expect(inline("vps-production à 97,5 % (limite 95 %)")).toBe("vps-production à 97,5 % (limite 95 %)");
    expect(inline("a_b|c<d>")).toBe("a\\_b\\|c&#60;d&#62;");
    expect(lines("one\n# two")).toBe("one  \n#\u200b two");
    expect(code("curl -fsS --max-time 5 `x`")).toBe("`` curl -fsS --max-time 5 `x` ``");
    expect(href("javascript:alert(1)")).toBeUndefined();
    expect(href("https://x.y/a(b)|c")).toBe("https://x.y/a%28b%29%7Cc");
  });
});

it("leaves what people wrote around the recorder's part", () => {
  const before = bodyOf(anomalyWith("x"), "fr");
  const edited = `Ma note\n${before.replace("…", "un index manquait")}`;
  const after = updatedBody(edited, { ...anomalyWith("x"), value: "97 %" }, "fr").text;
  expect(after.startsWith("Ma note\n")).toBe(true);
  expect(after).toContain("un index manquait");
  expect(after).toContain("97 %");
  expect(anomalyIn(withOwnPart("only this is left", "<!-- own -->"))).toBeUndefined();
});

it("calls the alerts that it explains by what people call them, or by their names where nobody could tell", () => {
  const anomaly = { ...anomalyWith("x"), symptoms: ["WebDown", "WebSlow"], called: { WebDown: "Site *injoignable*" } };
  const body = bodyOf(anomaly, "fr");
  expect(visible(body)).toContain("- Site \\*injoignable\\*\n- WebSlow\n");
  expect(anomalyIn(body)?.symptoms).toEqual(["WebDown", "WebSlow"]);
  for (const name of ["constructor", "__proto__", "toString"])
    expect(visible(bodyOf({ ...anomaly, symptoms: [name], called: {} }, "fr"))).toContain(`- ${inline(name, 200)}\n`);
});

it("counts ids within the day of Paris", () => {
  const evening = new Date("2026-11-23T23:30:00Z");
  expect(nextId(evening, [])).toBe("ANOM-2026-11-24-001");
  expect(nextId(evening, ["ANOM-2026-11-24-009", "ANOM-2026-11-23-050"])).toBe("ANOM-2026-11-24-010");
  // What is no whole number of a day is passed over; what nobody gave, but is there, stays free of it.
  const odd = ["1-2", "NaN", "", "9".repeat(30), "1e5", "-7", "999999"].map((end) => `ANOM-2026-11-24-${end}`);
  expect(nextId(evening, odd)).toBe("ANOM-2026-11-24-001");
  expect(nextId(evening, [...odd, "ANOM-2026-11-24-099999"])).toBe("ANOM-2026-11-24-100000");
  expect(nextId(evening, ["ANOM-2026-11-24-999"])).toBe("ANOM-2026-11-24-1000");
  // An hour on the day on which the clock goes back exists twice, and a day in summer begins at 22:00.
  expect(nextId(new Date("2026-07-01T22:00:00Z"), [])).toBe("ANOM-2026-07-02-001");
});

it("reads the answers of the issue form, whose fields are those of the declaration", () => {
  const form = parseYaml(readFileSync(".github/ISSUE_TEMPLATE/anomaly.yml", "utf8")) as {
    labels: string[];
    body: { id?: string; attributes: { label: string; options?: string[] }; validations?: { required: boolean } }[];
  };
  const declared = Object.entries(reportFields).map(([id, field]) => ({
    id,
    label: field.label,
    options: "options" in field ? field.options : undefined,
    required: "required" in field,
  }));
  expect(
    form.body
      .filter(({ id }) => id)
      .map(({ id, attributes, validations }) => ({
        id,
        label: attributes.label,
        options: attributes.options,
        required: validations?.required,
      })),
  ).toEqual(declared);
  expect(form.labels).toEqual(["anomaly-report"]);

  const at = new Date("2026-11-23T12:00:00Z");
  const answers = {
    description: "Deux\nlignes",
    severity: "critical",
    category: "security",
    component: "frontend",
    environment: "staging",
    detection: "user_report",
    impact: "Tous",
    noticed: "2026-11-23 08:30",
    ticket: "SUP-1",
  };
  expect(reportIn(1, "[Anomalie] Page blanche", formBody(answers), at)).toMatchObject({
    title: "Page blanche",
    description: "Deux\nlignes",
    severity: "critical",
    category: "security",
    component: "web",
    environment: "staging",
    detection: "user_report",
    ticket: "SUP-1",
    noticedAt: new Date("2026-11-23T07:30:00Z"),
  });
  expect(reportIn(1, "t", "free text", at)).toMatchObject({
    description: "free text",
    severity: "info",
    noticedAt: undefined,
    ticket: undefined,
  });
});
