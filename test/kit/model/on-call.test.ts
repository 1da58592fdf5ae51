import { expect, it } from "vitest";
import { type OnCall, onCallNow, personAt, shiftsOf } from "../../../kit/model/on-call.ts";

const zone = "Europe/Paris";
const onCall: OnCall = {
  persons: { marie: { name: "Marie" }, paul: { name: "Paul" }, zoe: { name: "Zoé" } },
  ...{ from: "2026-10-19", until: "2026-11-16", handover: "09:00" },
  rotas: { devops: ["marie", "paul"], lead: ["zoe"] },
  away: [],
};
const shown = (role: string, rota: OnCall = onCall) =>
  shiftsOf(rota, role, zone).map(({ from, to, person }) => [from.toISOString(), to.toISOString(), person]);

it("gives each a week, from handover to handover, over the change of the clock", () => {
  expect(shown("devops")).toEqual([
    // The clocks go back on the 25th: this week has an hour more.
    ["2026-10-19T07:00:00.000Z", "2026-10-26T08:00:00.000Z", "marie"],
    ["2026-10-26T08:00:00.000Z", "2026-11-02T08:00:00.000Z", "paul"],
    ["2026-11-02T08:00:00.000Z", "2026-11-09T08:00:00.000Z", "marie"],
    ["2026-11-09T08:00:00.000Z", "2026-11-16T08:00:00.000Z", "paul"],
  ]);
  expect(shown("lead")).toEqual([["2026-10-19T07:00:00.000Z", "2026-11-16T08:00:00.000Z", "zoe"]]);
  expect(shown("cto")).toEqual([]);
});

it("hands over at the very minute, and knows nobody before and after the plan", () => {
  const at = (time: string) => personAt(onCall, "devops", zone, new Date(time));
  expect([at("2026-10-26T07:59:59Z"), at("2026-10-26T08:00:00Z")]).toEqual(["marie", "paul"]);
  expect([at("2026-10-19T06:59:00Z"), at("2026-11-16T08:00:00Z")]).toEqual([undefined, undefined]);
  expect(onCallNow(onCall, zone, new Date("2026-10-20T12:00:00Z"))).toBe("Marie (devops), Zoé (lead)");
});

it("calls whoever stands in for the days of a holiday, also for a stand-in who is away", () => {
  const away = [
    { person: "marie", from: "2026-11-04", to: "2026-11-05", standIn: "paul" },
    { person: "paul", from: "2026-11-05", to: "2026-11-05", standIn: "zoe" },
  ];
  expect(shown("devops", { ...onCall, away }).slice(2, 6)).toEqual([
    ["2026-11-02T08:00:00.000Z", "2026-11-04T08:00:00.000Z", "marie"],
    ["2026-11-04T08:00:00.000Z", "2026-11-05T08:00:00.000Z", "paul"],
    ["2026-11-05T08:00:00.000Z", "2026-11-06T08:00:00.000Z", "zoe"],
    ["2026-11-06T08:00:00.000Z", "2026-11-09T08:00:00.000Z", "marie"],
  ]);
  // Two who stand in for each other leave a gap, and no circle.
  const circle = away.map((one) => ({ ...one, standIn: one.person === "marie" ? "paul" : "marie" }));
  expect(personAt({ ...onCall, away: circle }, "devops", zone, new Date("2026-11-05T12:00:00Z"))).toBeUndefined();
});
