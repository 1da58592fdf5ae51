import { afterAll, beforeAll, expect, it } from "vitest";
import { obtainParts, type Part } from "../../../kit/lab/parts/obtain.ts";
import { runRuleTests } from "../../../kit/lab/rule-tests.ts";
import { alert } from "../../../kit/model/alert.ts";
import { type Example, given, justBeyond, justWithin, steady } from "../../../kit/model/example.ts";
import { seriesOf } from "../../../kit/model/series.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { environmentWith, metrics, sound } from "../declared.ts";
import { forgetDirectories, written } from "../programs.ts";

let promtool: Part;
beforeAll(async () => {
  promtool = (await obtainParts({ names: ["promtool"] })).promtool;
});
afterAll(forgetDirectories);

/** What promtool finds wrong with an alert of these examples, whose rule waits for `time` in place of five minutes. */
async function wrongOf(examples: { fires?: Example[]; silent?: Example[] }, time = "5m"): Promise<string> {
  const trial = alert("HostTrial", {
    ...sound,
    examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)], ...examples },
  });
  const files = filesOf(environmentWith({ alerts: [trial] }));
  const rules = files.get("prometheus/rules/host.yml") ?? "";
  const directory = written(
    new Map([...files, ["prometheus/rules/host.yml", rules.replace("for: 5m", `for: ${time}`)]]),
  );
  return (await runRuleTests([`${directory}/prometheus/tests/host.yml`], promtool)).wrong;
}

/** Half the disk used for two minutes, nearly all of it for seven: written out, so that nobody says when the limit is crossed. */
const late = given("full after two minutes", ({ interval, instance }) => {
  const minutes = (many: number, free: number) => Array.from({ length: (60 * many) / interval }, () => free);
  const free = [...minutes(2, 0.5), ...minutes(7, 0.1)];
  return [
    seriesOf(metrics.free, { instance }, free),
    seriesOf(
      metrics.size,
      { instance },
      free.map(() => 1),
    ),
  ];
});

it("a firing example waits as long as `for` says, whenever the limit is crossed", async () => {
  expect(await wrongOf({ fires: [late] })).toBe("");
  for (const time of ["150s", "6m"]) expect(await wrongOf({ fires: [late] }, time)).toContain("full after two minutes");
});

it("a silent example may say what people read meanwhile", async () => {
  const saying = (value: number): Example => ({ ...steady(() => 0.5), says: { signal: sound.on, value } });
  expect(await wrongOf({ silent: [saying(0.5)] })).toBe("");
  expect(await wrongOf({ silent: [saying(0.4)] })).toContain("silent: steady at a chosen value");
});
