import { beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../generator/environment.ts";
import { obtainParts, type Part } from "../../../local/parts/obtain.ts";
import { describeFalseAlarm, healthyDay } from "../../../local/recording/healthy-day.ts";

let promtool: Part;
beforeAll(async () => {
  promtool = (await obtainParts({ names: ["promtool"] })).promtool;
});
const minutes = (count: number) => count * 60_000;

/** Production, with one alert made trigger-happy. */
function production(alerts: ReturnType<typeof loadConfig>["alerts"] = {}) {
  const config = loadConfig("production");
  return environmentOf({ ...config, alerts: { ...config.alerts, ...alerts } });
}

describe("the healthy day", { timeout: minutes(8) }, () => {
  test("nothing fires", async () => {
    expect((await healthyDay(production(), promtool)).map(describeFalseAlarm)).toEqual([]);
  });

  test("a rule that fires while the backup's dump grows is refused, with the time", async () => {
    const eager = production({ HostDiskFilling: { warning: { limit: 0.4, for: "1m" } } });
    const [alarm, ...others] = await healthyDay(eager, promtool);
    expect(others).toEqual([]);
    expect(alarm && describeFalseAlarm(alarm)).toMatch(
      /^HostDiskFilling warning at 02:1\d for \d+ min \{.*mountpoint="\/"/,
    );
  });

  test("so is one that a deploy's few seconds are enough for, which a coarse look does not see", async () => {
    const eager = production({ ApiDown: { critical: { for: "0s" } } });
    const alarms = await healthyDay(eager, promtool);
    expect(alarms.map(({ labels, at }) => `${labels.alertname} ${at}`)).toContain("ApiDown 10:30");
  });
});
