import { daysLater, instantIn } from "./zoned.ts";

/** Who is called, in turn: a week each. */
export interface OnCall {
  /** Whom the rotas name, by a short name. */
  readonly persons: Readonly<Record<string, { readonly name: string; readonly email?: string }>>;
  /** The day of the first handover; later ones are on the same weekday. */
  readonly from: string;
  /** The day of the last one: from then on a role's own address is called. */
  readonly until: string;
  /** The time of day of a handover. */
  readonly handover: string;
  /** Role -> persons in their order; a role without one is called at its own address. */
  readonly rotas: Readonly<Partial<Record<string, readonly string[]>>>;
  /** Days, the last included, on which somebody cannot be called, from handover to handover. */
  readonly away: readonly {
    readonly person: string;
    readonly from: string;
    readonly to: string;
    readonly standIn?: string | undefined;
  }[];
}

/** Somebody's time on call. */
export interface Shift {
  readonly from: Date;
  /** The beginning of the next one. */
  readonly to: Date;
  /** Undefined: somebody is away, and nobody stands in. */
  readonly person: string | undefined;
}

/** A role's shifts from the first handover to the last, in their order, whoever stands in included. */
export function shiftsOf(onCall: OnCall, role: string, zone: string): Shift[] {
  const { from, until, handover, rotas } = onCall;
  const rota = rotas[role] ?? [];
  const shifts: Shift[] = [];
  // By days: whoever is away may be so in the middle of a week.
  for (let day = from, count = 0; rota.length > 0 && day < until; day = daysLater(day, 1), count++) {
    const person = present(onCall, rota[Math.floor(count / 7) % rota.length] ?? "", day);
    const [begin, end] = [day, daysLater(day, 1)].map((one) => instantIn(one, handover, zone)) as [Date, Date];
    const last = shifts.at(-1);
    if (last !== undefined && last.person === person) shifts[shifts.length - 1] = { ...last, to: end };
    else shifts.push({ from: begin, to: end, person });
  }
  return shifts;
}

/** The person themselves, or whoever stands in on that day; who stands in may be away as well. */
function present({ away }: OnCall, person: string, day: string): string | undefined {
  const asked = new Set<string>();
  for (let one: string | undefined = person; one !== undefined; ) {
    const absence = away.find((its) => its.person === one && its.from <= day && day <= its.to);
    if (absence === undefined) return one;
    asked.add(one);
    one = absence.standIn !== undefined && !asked.has(absence.standIn) ? absence.standIn : undefined;
  }
  return undefined;
}

/** Who is on call for a role at an instant; undefined before the first handover, after the last, and in a gap. */
export const personAt = (onCall: OnCall, role: string, zone: string, at: Date): string | undefined =>
  shiftsOf(onCall, role, zone).find(({ from, to }) => from <= at && at < to)?.person;

/** For people: "Marie (devops), Paul (lead)"; nothing where nobody is on call by turns now. */
export const onCallNow = (onCall: OnCall, zone: string, at: Date): string =>
  Object.keys(onCall.rotas)
    .flatMap((role) => {
      const person = personAt(onCall, role, zone, at);
      return person === undefined ? [] : [`${onCall.persons[person]?.name ?? person} (${role})`];
    })
    .join(", ");
