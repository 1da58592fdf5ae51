import { expect, test } from "vitest";
import { minutes, runningSystem, told } from "./running.ts";

/** Alertmanager tries again, and tells of an end, within seconds in place of half a minute. */
const impatient = (generated: ReadonlyMap<string, string>) =>
  new Map([...generated].map(([file, text]) => [file, text.replace(/group_interval: 30s/g, "group_interval: 5s")]));

const system = runningSystem({ files: impatient });

test("while one channel refuses the other one tells, and nothing is lost when it takes messages again", {
  timeout: minutes(5),
}, async () => {
  const { now } = system;
  const { discord, smtp } = now;

  discord.behave({ rateLimited: 1 });
  now.cause("web-down");
  const refused = await discord.refused.next(({ status }) => status === 429, { within: minutes(2) });
  expect(refused.channel).toBe("critical");
  await smtp.inbox.next(({ subject }) => subject.startsWith("🔴 CRITIQUE") && subject.includes("WebDown"), {
    within: minutes(1),
  });
  discord.behave("normal");
  await discord.inbox.next(told("WebDown", "🔴"), { within: minutes(2) });

  smtp.behave("refusing");
  now.clear();
  await discord.inbox.next(told("WebDown", "✅"), { within: minutes(2) });
  expect(smtp.inbox.all.filter(({ subject }) => subject.startsWith("✅"))).toEqual([]);
  smtp.behave("normal");
  await smtp.inbox.next(({ subject }) => subject.startsWith("✅"), { within: minutes(2) });
});
