import { expect, test } from "vitest";
import type { Mail } from "../../../../kit/lab/sinks/smtp.ts";
import { dayIn, daysLater } from "../../../../kit/model/zoned.ts";
import { compareOtherFiles } from "../../../../kit/review/compare/other-files.ts";
import { about, occurrence, startAlerting } from "../../../simulator/alerting.ts";

const today = dayIn(new Date(), "Europe/Paris");
const onCall = {
  persons: {
    marie: { name: "Marie", email: "marie@benevoclic.example" },
    paul: { name: "Paul", email: "paul@benevoclic.example" },
  },
  ...{ from: daysLater(today, -10), until: daysLater(today, 20), handover: "00:00" },
  // In the second week; Paul, whose turn it is, has holidays.
  rotas: { devops: ["marie", "paul"], cto: ["paul", "marie"] },
  away: [{ person: "paul", from: today, to: daysLater(today, 1), standIn: "marie" }],
};

test("a message goes to whoever is on call when it is sent, and names them; without a rota, to the role", async () => {
  const { environment, discord, smtp, fire } = await startAlerting({ config: (it) => ({ ...it, onCall }) });
  // It began before the last handover: what counts is now.
  await fire(
    occurrence(environment, "ApiDown", { since: 9 * 86_400 }),
    occurrence(environment, "AnomalyCriticalToCto", { since: 9 * 86_400 }),
  );
  const soon = { within: 15_000 };
  const mail = await smtp.inbox.next(({ subject }) => subject.includes("ApiDown"), soon);
  expect(mail.to).toEqual(["marie@benevoclic.example", "lead@benevoclic.example"]);
  expect(mail.text).toContain("De garde : Marie (devops), Marie (cto)");
  // An escalation is told to the roles of a critical alert as well, in a mail of its own that may come first.
  const toCto = ({ subject, to }: Mail) =>
    subject.includes("AnomalyCriticalToCto") && !to.includes("lead@benevoclic.example");
  const escalated = await smtp.inbox.next(toCto, soon);
  expect(escalated.to).toEqual(["marie@benevoclic.example"]);
  const { embeds } = await discord.inbox.next(about("ApiDown", "🔴"), soon);
  expect(embeds[0]?.description).toContain("**De garde :** Marie (devops), Marie (cto)");
});

test("a changed rota is told in the review as a change of who is woken", () => {
  const [found] = compareOtherFiles(new Map([["on-call.md", "before"]]), new Map([["on-call.md", "after"]]));
  expect(found).toMatchObject({ class: "woken", what: "rota changed" });
});
