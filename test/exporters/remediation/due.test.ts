import { expect, it } from "vitest";
import { dueEndpoint } from "../../../exporters/remediation/webhook.ts";

const alert = {
  ...{ status: "firing", fingerprint: "abc", startsAt: "2026-11-23T08:00:00Z", annotations: {} },
  labels: { alertname: "RemedyDue", heals: "ApiDown" },
};
/** What is due of a notification of these alerts, and what its sender is answered. */
async function due(...alerts: readonly unknown[]) {
  const taken: string[] = [];
  const endpoint = dueEndpoint({ due: (faults) => void taken.push(...faults.map((fault) => fault.alert)) }, "token");
  const answer = await endpoint.take({ headers: {}, body: Buffer.from(JSON.stringify({ version: "4", alerts })) });
  return { taken, answer };
}

it("an alert that is not understood keeps no other from being repaired", async () => {
  const { taken, answer } = await due({ ...alert, startsAt: "yesterday" }, null, { ...alert, annotations: null });
  expect(taken).toEqual(["ApiDown"]);
  expect(answer).toMatchObject({ status: 200, text: expect.stringContaining("startsAt") });
});

it("a notification of which nothing is understood is refused", async () => {
  expect(await due({ ...alert, startsAt: "yesterday" })).toMatchObject({ taken: [], answer: { status: 400 } });
});
