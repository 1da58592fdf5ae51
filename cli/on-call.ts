import type { Config } from "../config/load.ts";
import { onCallNow, shiftsOf } from "../kit/model/on-call.ts";
import { UserError } from "./explain.ts";

/** Days before the last handover from which people are reminded to plan on. */
const remindDays = 30;
const shownShifts = 6;

/** Who is called for each role, and who is next. */
export function onCall(config: Config, asked: { readonly at: string | undefined; readonly json: boolean }): void {
  const { onCall: rota, timezone, environment } = config;
  const at = new Date(asked.at ?? Date.now());
  if (Number.isNaN(at.getTime()))
    throw new UserError(`"${asked.at}" is no time`, "write it as 2026-12-24T10:00:00+01:00");
  if (rota === undefined)
    throw new UserError(
      `${environment} has no rota: each role is called at its own address.`,
      "plan one under onCall (docs/anomalies.md#on-call)",
    );
  const coming = Object.keys(rota.rotas).map((role) => ({
    role,
    shifts: shiftsOf(rota, role, timezone)
      .filter(({ to }) => to > at)
      .slice(0, shownShifts)
      .map(({ from, to, person }) => ({ from, to, name: rota.persons[person ?? ""]?.name ?? "nobody" })),
  }));
  if (asked.json) {
    console.log(JSON.stringify(coming, undefined, 2));
    return;
  }
  const shown = (time: Date) => time.toLocaleString("sv-SE", { timeZone: timezone }).slice(0, 16);
  console.log(`On call: ${onCallNow(rota, timezone, at) || "nobody by turns; each role is called at its own address"}`);
  for (const { role, shifts } of coming)
    console.log(
      [`\n${role}`, ...shifts.map(({ from, to, name }) => `  ${shown(from)} – ${shown(to)}  ${name}`)].join("\n"),
    );
  const left = (Date.parse(rota.until) - at.getTime()) / 86_400_000;
  if (left < remindDays)
    console.log(`\nThe rota ends on ${rota.until}: plan on under onCall.until in config/${environment}.yaml`);
}
