import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { durationText } from "../../../kit/model/figures.ts";
import { bytes, count, perSecond, ratio, seconds, whole } from "../../../kit/model/unit.ts";
import { yaml } from "../../../kit/yaml.ts";
import { forgetDirectories, promtool, written } from "../programs.ts";

afterAll(forgetDirectories);

it.each([
  [0, "0 s", "0 s"],
  [0.0024, "2,4 ms", "2.4 ms"],
  [0.145, "145 ms", "145 ms"],
  [2.5, "2,5 s", "2.5 s"],
  [2.018, "2,01 s", "2.01 s"],
  [59.9, "59,9 s", "59.9 s"],
  [200, "3 min 20 s", "3 min 20 s"],
  [7200, "2 h", "2 h"],
  [90_000, "1 jour 1 h", "1 day 1 h"],
  [259_200, "3 jours", "3 days"],
  [603_000, "6 jours 23 h", "6 days 23 h"],
  [864_000, "10 jours", "10 days"],
])("%d seconds are %s", (value, fr, en) => {
  expect([durationText(value, "fr"), durationText(value, "en")]).toEqual([fr, en]);
});

/** Of every size, without the halves that rounds down whoever rounds to even. */
const values = Array.from({ length: 140 }, (_, index) => Number((1.1923 ** (index - 24) * 1.0031).toPrecision(12)));

it("the rule engine writes every figure as we do, in both languages", async () => {
  const cases = [ratio, seconds, count, whole, perSecond, bytes].flatMap((unit) =>
    (["fr", "en"] as const).map((locale) => ({ unit, locale, name: `${unit.name.replace(" ", "")}_${locale}` })),
  );
  const of = ({ unit }: (typeof cases)[number]) =>
    values
      .filter((value) => value <= unit.range[1])
      .map((value) => (unit === whole ? Math.floor(value) + 1e-6 : value));
  const rules = cases.map(({ unit, locale, name }) => ({
    ...{ alert: name, expr: `${name} > -1`, annotations: { said: unit.template("$value", locale) } },
  }));
  const tests = [
    {
      interval: "15s",
      input_series: cases.flatMap((one) =>
        of(one).map((value, index) => ({ series: `${one.name}{i="${index}"}`, values: String(value) })),
      ),
      alert_rule_test: cases.map((one) => ({
        ...{ eval_time: "0s", alertname: one.name },
        exp_alerts: of(one).map((value, index) => ({
          ...{ exp_labels: { i: String(index) }, exp_annotations: { said: one.unit.text(value, one.locale) } },
        })),
      })),
    },
  ];
  const directory = written(
    new Map([
      ["rules.yml", yaml({ groups: [{ name: "figures", rules }] })],
      ["test.yml", yaml({ rule_files: ["rules.yml"], evaluation_interval: "15s", tests })],
    ]),
  );
  const { said } = await promtool("test", "rules", path.join(directory, "test.yml"));
  expect(said).toContain("SUCCESS");
});
