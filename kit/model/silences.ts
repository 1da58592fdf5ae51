import { z } from "zod";
import { remedyDue } from "./routing.ts";

const matcherSchema = z.object({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  /** Alertmanager did not say so before 0.22. */
  isEqual: z.boolean().default(true),
});
export type SilenceMatcher = z.output<typeof matcherSchema>;

const moment = z.iso.datetime({ offset: true });

/**
 * Alertmanager's silences, as far as anybody here reads them; its API and `amtool silence query --output=json` answer alike.
 * https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export const silencesSchema = z.array(
  z.object({
    id: z.string(),
    status: z.object({ state: z.enum(["active", "pending", "expired"]) }),
    startsAt: moment,
    endsAt: moment,
    createdBy: z.string(),
    matchers: z.array(matcherSchema),
  }),
);

/**
 * Whether a silence is the one that forbids all that repairs without a person. One of a single alert or target is not, nor is
 * one over everything else (`alertname!="…"`), as in maintenance: ending them is up to whoever made them.
 */
export const forbidsRepairs = ([one, ...others]: readonly SilenceMatcher[]): boolean =>
  others.length === 0 && one?.name === "alertname" && one.isEqual && one.value === remedyDue.alertname;
