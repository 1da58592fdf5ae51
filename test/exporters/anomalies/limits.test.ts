import { expect, it } from "vitest";
import { type Anomaly, anomalySchema, isOpen } from "../../../exporters/anomalies/anomaly.ts";
import { decide, type Policy } from "../../../exporters/anomalies/decide.ts";
import { nextId } from "../../../exporters/anomalies/ids.ts";
import { noticesOf, notificationSchema } from "../../../exporters/anomalies/notification.ts";
import { obeyed, openedByReport } from "../../../exporters/anomalies/people.ts";
import { reportIn } from "../../../exporters/anomalies/report-fields.ts";
import { noticeOf } from "./alerts.ts";
import { notificationOf } from "./program.ts";

const policy: Policy = { closing: "automatic", reopenWithin: 86_400_000 };
const began = new Date("2026-11-23T09:00:00Z");
const minutes = (count: number) => new Date(began.getTime() + count * 60_000);
/** What is known after the notice. */
function after(known: readonly Anomaly[], notice: Parameters<typeof decide>[1], now: Date): Anomaly {
  const decision = decide(known, notice, policy, now);
  if (decision.kind === "open") return anomalySchema.parse({ ...decision.draft, id: "ANOM-2026-11-23-001" });
  if (decision.kind === "change") return decision.anomaly;
  return known.at(-1) as Anomaly;
}

it("an anomaly of more alerts than it remembers is opened, repeated, closed and ended once", () => {
  const group = (from: number, to: number, endsAt?: Date) =>
    noticeOf(
      ...Array.from({ length: to - from }, (_, index) => ({
        thing: `/disk${from + index}`,
        startsAt: minutes((from + index) / 100),
        ...(endsAt && { endsAt }),
      })),
    );
  const open = after([], group(0, 300), minutes(5));
  expect(Object.keys(open.alerts)).toHaveLength(200);
  // Alertmanager repeats what still fires.
  expect(decide([open], group(0, 300), policy, minutes(10))).toEqual({ kind: "nothing" });
  // Closed by a person, it is not reopened by what is repeated, but by what is new.
  const decision = obeyed({ kind: "close", resolution: "fixed" }, open, minutes(20));
  if (decision.kind !== "change") throw new Error("it is open");
  expect(decide([decision.anomaly], group(0, 300), policy, minutes(30))).toEqual({ kind: "nothing" });
  expect(
    decide([decision.anomaly], noticeOf({ thing: "new", startsAt: minutes(25) }), policy, minutes(30)),
  ).toMatchObject({
    kind: "change",
    events: ["reopened"],
  });
  // While some of them go on, forgotten or not, it goes on.
  const fewer = noticeOf(...[...group(0, 200, minutes(40)).alerts, ...group(200, 300).alerts].map(toldAgain));
  const rest = after([open], fewer, minutes(41));
  expect(isOpen(rest)).toBe(true);
  expect(isOpen(after([rest], group(0, 300, minutes(50)), minutes(51)))).toBe(false);
});

const toldAgain = ({ labels, startsAt, endsAt }: ReturnType<typeof noticeOf>["alerts"][number]) => ({
  ...{ thing: labels.thing ?? "", startsAt, ...(endsAt && { endsAt }) },
});

it("times that cannot be are not taken: an id has the day on which the alert was taken up", () => {
  for (const odd of ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"]) {
    const sent = notificationSchema.parse(notificationOf({ startsAt: new Date(odd) }));
    const [notice] = noticesOf(sent, { severities: ["critical"] }, minutes(1));
    if (!notice) throw new Error("no notice");
    const open = after([], notice, minutes(1));
    expect(open.episodes[0]?.detectedAt).toBe(minutes(1).toISOString());
    expect(nextId(new Date(open.episodes[0]?.detectedAt ?? ""), [])).toBe("ANOM-2026-11-23-001");
    // Repeated, it is known; told as ended, it ends.
    expect(decide([open], notice, policy, minutes(5)).kind).toBe("nothing");
    const ended = notificationSchema.parse(notificationOf({ startsAt: new Date(odd), endsAt: new Date(odd) }));
    const [end] = noticesOf(ended, { severities: ["critical"] }, minutes(6));
    expect(isOpen(after([open], end as typeof notice, minutes(6)))).toBe(false);
  }
  for (const noticed of ["0001-01-01 00:00", "9999-12-31 23:59"]) {
    const report = reportIn(1, "x", `### Vue le / Noticed at\n\n${noticed}`, began);
    expect(openedByReport(report, began).episodes[0]?.detectedAt).toBe(began.toISOString());
  }
});

it("what returns more often than a record can tell goes on in a new one", () => {
  let known: Anomaly[] = [];
  for (let time = 0; time < 60; time++) {
    const [startsAt, endsAt] = [minutes(time * 10), minutes(time * 10 + 5)];
    for (const notice of [noticeOf({ startsAt }), noticeOf({ startsAt, endsAt })]) {
      const decision = decide(known, notice, policy, endsAt);
      if (decision.kind === "open") known = [...known, { ...decision.draft, id: "ANOM-2026-11-23-001" }];
      if (decision.kind === "change") known = [...known.slice(0, -1), decision.anomaly];
    }
  }
  expect(known.map(({ episodes }) => episodes.length)).toEqual([50, 10]);
});
