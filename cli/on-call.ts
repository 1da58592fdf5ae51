import { onCallNow, shiftsOf } from "../kit/model/on-call.ts";
import { environmentCommand } from "./environment-command.ts";
import { UserError } from "./explain.ts";

/** Days before the last handover from which people are reminded to plan on. */
const remindDays = 30;
const shownShifts = 6;

/** `npm run on-call -- production [--at 2026-12-24T10:00:00+01:00] [--json]`: who is called for each role, and who is next. */
await environmentCommand({ at: "string" }, async ({ config, values, json }) => {
  const { onCall, timezone, environment } = config;
  const at = new Date(values.at ?? Date.now());
  if (Number.isNaN(at.getTime()))
    throw new UserError(`"${values.at}" is no time`, "write it as 2026-12-24T10:00:00+01:00");
  if (onCall === undefined)
    throw new UserError(
      `${environment} has no rota: each role is called at its own address.`,
      "plan one under onCall (docs/anomalies.md#on-call)",
    );
  const coming = Object.keys(onCall.rotas).map((role) => ({
    role,
    shifts: shiftsOf(onCall, role, timezone)
      .filter(({ to }) => to > at)
      .slice(0, shownShifts)
      .map(({ from, to, person }) => ({ from, to, name: onCall.persons[person ?? ""]?.name ?? "nobody" })),
  }));
  if (json) return console.log(JSON.stringify(coming, undefined, 2));
  const shown = (time: Date) => time.toLocaleString("sv-SE", { timeZone: timezone }).slice(0, 16);
  console.log(
    `On call: ${onCallNow(onCall, timezone, at) || "nobody by turns; each role is called at its own address"}`,
  );
  for (const { role, shifts } of coming)
    console.log(
      [`\n${role}`, ...shifts.map(({ from, to, name }) => `  ${shown(from)} – ${shown(to)}  ${name}`)].join("\n"),
    );
  const left = (Date.parse(onCall.until) - at.getTime()) / 86_400_000;
  if (left < remindDays)
    console.log(`\nThe rota ends on ${onCall.until}: plan on under onCall.until in config/${environment}.yaml`);
});
