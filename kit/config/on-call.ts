import { z } from "zod";
import { type OnCall, shiftsOf } from "../model/on-call.ts";
import { clock, email, name, text } from "./forms.ts";

const day = z.iso.date("a day such as 2026-11-30");
/** Days: every shift stands in the messages' templates. */
const longest = 800;

/** Who is called for each role, in turn. Unknown persons and times without anybody are mistakes. */
export const onCallSchema = <Role extends string>(roles: readonly [Role, ...Role[]], zone: string) =>
  z
    .strictObject({
      /** Their addresses stand here alone; the short names are used below. */
      persons: z.record(name, z.strictObject({ name: text(/./, "a name for people"), email })),
      /** The day of the first handover, which sets the weekday. */
      from: day,
      /** The day of the last handover: until then everything is planned, from then on the role's own address is called. */
      until: day,
      handover: clock.default("09:00"),
      /** By role, persons in their order, a week each. */
      rotas: z.partialRecord(z.enum(roles), z.array(name).min(1, "a list of at least one person")),
      /** Holidays: days, both included. */
      away: z.array(z.strictObject({ person: name, from: day, to: day, standIn: name.optional() })).default([]),
    })
    .superRefine((onCall, context) => {
      const wrong = (path: PropertyKey[], message: string) => context.addIssue({ code: "custom", path, message });
      const { persons, from, until, rotas, away } = onCall;
      const known = Object.keys(persons);
      const one = `one of ${known.join(", ")}, who stand under onCall.persons`;
      const isKnown = (person: string) => known.includes(person);
      for (const [role, rota] of Object.entries(rotas))
        for (const [index, person] of (rota as string[]).entries())
          if (!isKnown(person)) wrong(["rotas", role, index], one);
      for (const [index, { person, standIn, from, to }] of away.entries()) {
        if (!isKnown(person)) wrong(["away", index, "person"], one);
        if (standIn !== undefined && (!isKnown(standIn) || standIn === person)) wrong(["away", index, "standIn"], one);
        if (to < from) wrong(["away", index, "to"], "a day that is not before `from`");
      }
      const days = (Date.parse(until) - Date.parse(from)) / 86_400_000;
      if (!(days >= 7 && days <= longest))
        return wrong(["until"], `a day between 7 and ${longest} days after \`from\``);
      for (const [place, message] of gaps(onCall, zone)) wrong(["away", place], message);
    });

/** Times for which nobody is left, each at the absence that leaves it. */
function gaps(onCall: OnCall, zone: string): [place: number, message: string][] {
  return Object.keys(onCall.rotas).flatMap((role) =>
    shiftsOf(onCall, role, zone)
      .filter(({ person }) => person === undefined)
      .map(({ from, to }): [number, string] => {
        const [begin, end] = [from, to].map((at) => at.toISOString().slice(0, 10)) as [string, string];
        const place = onCall.away.findIndex((its) => its.from <= end && its.to >= begin);
        return [Math.max(0, place), `a standIn who is there: from ${begin} to ${end} nobody is on call for ${role}`];
      }),
  );
}
