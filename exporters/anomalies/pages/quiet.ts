import type { Text } from "../../../kit/model/text.ts";
import { dayIn, daysLater, instantIn } from "../../../kit/model/zoned.ts";
import { say } from "./words.ts";

/** For how long a page keeps an alert or self-healing quiet; longer is asked of Alertmanager itself. */
interface Quiet {
  /** Ends the name of its button: a day stands in it, so that a form does what it said also when it is sent later. */
  readonly name: string;
  readonly text: Text;
  readonly until: Date;
}

const zone = "Europe/Paris";
/** When the night is over for those who are called. */
const morning = "08:00";
/** ms */
const hour = 3_600_000;

/** What may be chosen now, the shortest first. */
export function quiets(now: Date): Quiet[] {
  const today = dayIn(now, zone);
  const day = instantIn(today, morning, zone) > now ? today : daysLater(today, 1);
  return [
    { name: "1h", text: say.oneHour, until: new Date(now.getTime() + hour) },
    { name: "4h", text: say.fourHours, until: new Date(now.getTime() + 4 * hour) },
    { name: day, text: day === today ? say.thisMorning : say.tomorrow, until: instantIn(day, morning, zone) },
  ];
}

/** Until when this button keeps quiet; undefined where it is none, or none any more. @param act `silence-1h` */
export const quietUntil = (act: string, kind: "silence" | "forbid", now: Date): Date | undefined =>
  quiets(now).find(({ name }) => act === `${kind}-${name}`)?.until;
