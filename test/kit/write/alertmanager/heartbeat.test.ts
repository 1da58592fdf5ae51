import { expect, test } from "vitest";
import type { WebhookSink } from "../../../../kit/lab/sinks/webhook.ts";
import { seconds } from "../../../../kit/model/durations.ts";
import { heartbeat } from "../../../../kit/model/routing.ts";
import { beats, occurrence, startAlerting } from "../../../simulator/alerting.ts";

/** A minute of production lasts a second here. */
const timings = { heartbeat: { group_wait: "0s", group_interval: "1s", repeat_interval: "500ms" } };

/** What docs/heartbeat.md tells people to set at the outside service, in minutes: it calls when both are over. */
const period = 1;
const grace = 4;

/** Whether the outside service calls now: no heartbeat for period and grace together. */
async function calls({ inbox }: WebhookSink): Promise<boolean> {
  const after = inbox.all.length;
  const within = 1000 * (period + grace);
  return inbox
    .next(({ path }) => path === "/heartbeat", { within, after })
    .then(
      () => false,
      () => true,
    );
}

test("in production a heartbeat is sent every minute: the repetition is due at every flush", () => {
  expect(seconds(heartbeat.groupInterval)).toBe(60 * period);
  expect(seconds(heartbeat.repeatInterval)).toBeLessThan(seconds(heartbeat.groupInterval));
});

test("while all is well the outside service keeps still; when Alertmanager dies it calls, and is content after its return", async () => {
  const { environment, hooks, fire, replicas } = await startAlerting({ timings });
  const watchdog = occurrence(environment, "Watchdog");
  await fire(watchdog);
  await beats(hooks, 3);
  expect(await calls(hooks)).toBe(false);

  const [alertmanager] = replicas;
  alertmanager?.child.kill("SIGKILL");
  await alertmanager?.child.exited;
  expect(await calls(hooks)).toBe(true);

  await alertmanager?.restart();
  await fire(watchdog);
  expect(await calls(hooks)).toBe(false);
});

test("when Prometheus dies the outside service calls, though Alertmanager lives: the sign of life is not for ever", async () => {
  const { environment, hooks, fireUntil } = await startAlerting({ timings });
  // Prometheus posts an alert with an end four times the evaluation or resend interval ahead.
  await fireUntil(new Date(Date.now() + 4_000), occurrence(environment, "Watchdog"));
  await beats(hooks, 2);
  await expect.poll(() => calls(hooks), { timeout: 20_000, interval: 10 }).toBe(true);
  const bodies = hooks.inbox.all.map(({ body }) => body as { status: string });
  // A service takes any request for a sign of life: the end of the alert must not be sent.
  expect(bodies.filter(({ status }) => status !== "firing")).toEqual([]);
});

test("a heartbeat that the service refuses is sent again at the next minute", async () => {
  const { environment, hooks, fire } = await startAlerting({ timings });
  hooks.behave({ failing: 503 });
  await fire(occurrence(environment, "Watchdog"));
  await hooks.inbox.next(({ answered }) => answered === 503, { within: 15_000 });
  hooks.behave("normal");
  await hooks.inbox.next(({ answered }) => answered === 200, { within: 15_000 });
});
