import { beforeAll, expect, test } from "vitest";
import { obtainParts, type Part } from "../../../../kit/lab/parts/obtain.ts";
import { type Notification, replay } from "../../../../kit/lab/recording/alertmanager-replay.ts";
import type { Episode } from "../../../../kit/lab/recording/asking.ts";

let alertmanager: Part;
beforeAll(async () => {
  alertmanager = (await obtainParts({ names: ["alertmanager"] })).alertmanager;
});

const config = `
route:
  receiver: people
  group_by: [alertname]
  group_wait: 1m
  group_interval: 5m
  repeat_interval: 4h
  mute_time_intervals: [always]
time_intervals: [{name: always, time_intervals: [{}]}]
inhibit_rules:
  - {source_matchers: [alertname="Cause"], target_matchers: [alertname="Symptom"], equal: [environment]}
receivers:
  - name: people
    discord_configs: [{webhook_url: "https://discord.invalid/x"}]
    email_configs: [{to: a@b.c}]
`;

const fired = (alertname: string, from: number, to: number): Episode => ({ labels: { alertname }, from, to });
const told = (notifications: readonly Notification[], integration: string) =>
  notifications
    .filter((one) => one.integration === integration)
    .map(({ alerts }) => alerts.map(({ labels, status }) => `${labels.alertname} ${status}`).join());

test("groups, waits and inhibits as Alertmanager does, in a fraction of the time", async () => {
  const episodes = [fired("Cause", 60, 1200), fired("Symptom", 60, 1200), fired("Other", 70, Number.POSITIVE_INFINITY)];
  const options = { alertmanager, config, externalLabels: { environment: "test" }, seconds: 1800, timesFaster: 120 };
  const notifications = await replay(episodes, options);
  expect(told(notifications, "discord").sort()).toEqual(["Cause firing", "Cause resolved", "Other firing"]);
  // Mail says nothing of the end unless it is told to.
  expect(told(notifications, "email").sort()).toEqual(["Cause firing", "Other firing"]);
  const first = notifications.find(({ alerts }) => alerts.some(({ labels }) => labels.alertname === "Cause"));
  expect(first?.at).toBeGreaterThanOrEqual(60 + 60 - 1);
  expect(first?.alerts[0]?.labels).toEqual({ alertname: "Cause", environment: "test" });
});

test("what fires no more before the group's wait is over is not told", async () => {
  const options = { alertmanager, config, externalLabels: {}, seconds: 600, timesFaster: 60 };
  expect(await replay([fired("Short", 60, 80)], options)).toEqual([]);
});
