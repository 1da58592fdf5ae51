import { beforeAll, describe, expect, test } from "vitest";
import { apiDown } from "../../../alerts/api.ts";
import { hostDiskFilling } from "../../../alerts/host-disks.ts";
import type { Config } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { obtainParts, type Part } from "../../../kit/lab/parts/obtain.ts";
import type { Alert } from "../../../kit/model/alert.ts";
import { benevoclic } from "../../../platform.ts";
import type { Domain } from "../../../signals/catalogue.ts";
import { describeFalseAlarm, healthyDay } from "../../../simulator/recording/healthy-day.ts";
import { wholeConfig } from "../../../simulator/whole.ts";
import { declaring } from "../../kit/declared.ts";

let promtool: Part;
beforeAll(async () => {
  promtool = (await obtainParts({ names: ["promtool"] })).promtool;
});
const minutes = (count: number) => count * 60_000;

/** Nothing but one alert, made trigger-happy: too hasty for its remedies, which are left out. The recording is that of the whole. */
function eager(domain: Domain, { heals: _, ...alert }: Alert, override: Config["alerts"][string]) {
  const config = { ...wholeConfig(), alerts: { [alert.name]: override } };
  return environmentOf(declaring({ alerts: new Map([[domain, [alert]]]) }), config);
}

describe("the healthy day", { timeout: minutes(8) }, () => {
  test("nothing fires", async () => {
    const production = environmentOf(benevoclic, wholeConfig());
    expect((await healthyDay(production, promtool)).map(describeFalseAlarm)).toEqual([]);
  });

  test("a rule that fires while the backup's dump grows is refused, with the time", async () => {
    const environment = eager("host", hostDiskFilling, { warning: { limit: 0.4, for: "1m" } });
    const [ofTheDay, ofItsHour, ...others] = (await healthyDay(environment, promtool)).map(describeFalseAlarm);
    expect(others).toEqual([]);
    const alarm = /^HostDiskFilling warning at 02:[12]\d for \d+ min \{.*instance="vps-production", ?mountpoint="\/"/;
    expect(ofTheDay).toMatch(alarm);
    expect(ofItsHour).toMatch(alarm);
  });

  test("so is one that a deploy's few seconds are enough for, which a coarse look does not see", async () => {
    const environment = eager("api", apiDown, { critical: { for: "0s" } });
    const alarms = await healthyDay(environment, promtool);
    expect(alarms.map(({ labels, at }) => `${labels.alertname} ${at}`)).toContain("ApiDown 10:30");
  });
});
