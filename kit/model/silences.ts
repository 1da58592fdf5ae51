import { z } from "zod";
import { oneByOne } from "./one-by-one.ts";
import { remedyDue } from "./routing.ts";

const matcherSchema = z.object({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  /** Alertmanager did not say so before 0.22. */
  isEqual: z
    .boolean()
    .nullish()
    .transform((equal) => equal ?? true),
});
export type SilenceMatcher = z.output<typeof matcherSchema>;

const moment = z.iso.datetime({ offset: true });

const silenceSchema = z.object({
  id: z.string(),
  status: z.object({ state: z.enum(["active", "pending", "expired"]) }),
  startsAt: moment,
  endsAt: moment,
  createdBy: z.string(),
  matchers: z.array(matcherSchema),
});
type Silence = z.output<typeof silenceSchema>;

interface Silences {
  /** The ones that silence something now or will, as far as they are understood. */
  readonly there: readonly Silence[];
  /** What is not understood and may silence anything, by its id or its place in the list. */
  readonly unreadable: readonly string[];
}

const over = z.object({ status: z.object({ state: z.literal("expired") }) });
const named = z.object({ id: z.string().min(1) });

/**
 * Alertmanager's silences, as far as anybody here reads them; its API and `amtool silence query --output=json` answer alike. One
 * that is not understood keeps no other from being read; one that is over is left out, whatever else stands in it.
 * https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export const silencesSchema = oneByOne(silenceSchema).transform(
  ({ understood, odd }): Silences => ({
    there: understood.filter(({ status }) => status.state !== "expired"),
    unreadable: odd
      .filter(({ element }) => !over.safeParse(element).success)
      .map(({ element, place }) => nameOf(element, place)),
  }),
);

const nameOf = (one: unknown, place: number): string => named.safeParse(one).data?.id ?? `number ${place + 1}`;

/**
 * Whether a silence is the one that forbids all that repairs without a person. One of a single alert or target is not, nor is
 * one over everything else (`alertname!="…"`), as in maintenance: ending them is up to whoever made them.
 */
export const forbidsRepairs = ([one, ...others]: readonly SilenceMatcher[]): boolean =>
  others.length === 0 && one?.name === "alertname" && one.isEqual && one.value === remedyDue.alertname;
