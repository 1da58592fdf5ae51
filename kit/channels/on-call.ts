import type { Config } from "../config/load.ts";
import { goString } from "../model/figures.ts";
import { shiftsOf } from "../model/on-call.ts";
import { define } from "./template-parts.ts";

/** Roles that have a rota, in the order of `people`. */
const rolesWithRota = ({ people, onCall }: Config): string[] =>
  Object.keys(people).filter((role) => onCall?.rotas[role] !== undefined);

/** The address of a role: its own, or a template that finds who is on call when the message is sent. */
export const addressOf = (
  role: string,
  { onCall, people }: Pick<Config, "people" | "onCall">,
  template: (name: string) => string,
): string => (onCall?.rotas[role] === undefined ? (people[role] ?? "") : template(`address.${role}`));

/** A line of a message: who is on call now, where somebody is by turns. @param write it, given a template of the names */
export const onCallLine = ({ onCall }: Pick<Config, "onCall">, write: (names: string) => string): string =>
  onCall === undefined ? "" : write('{{ template "on-call" . }}');

/**
 * Templates that know who is on call: every shift to the last handover. Of an alert, only the beginning is a time; what has
 * passed since makes it the present.
 */
export function onCallTemplates(config: Config): string[] {
  const { onCall, people, timezone } = config;
  if (onCall === undefined) return [];
  const chain = (role: string, say: (person: string | undefined) => string): string => {
    const shifts = shiftsOf(onCall, role, timezone);
    const [first] = shifts;
    const steps = [{ to: first?.from, person: undefined }, ...shifts].map(
      ({ to, person }, index) =>
        `{{ ${index === 0 ? "if" : "else if"} lt $now ${goString(to?.toISOString().slice(0, 16) ?? "")} }}${say(person)}`,
    );
    return `{{ $now := (.StartsAt.Add (since .StartsAt)).UTC.Format "2006-01-02T15:04" }}${steps.join("")}{{ else }}${say(undefined)}{{ end }}`;
  };
  const roles = rolesWithRota(config);
  return [
    ...roles.map((role) =>
      define(
        `address.${role}`,
        `{{ with index .Alerts 0 }}${chain(role, (person) => onCall.persons[person ?? ""]?.email ?? people[role] ?? "")}{{ end }}`,
      ),
    ),
    ...roles.map((role) =>
      define(
        `on-call.${role}`,
        chain(role, (person) => onCall.persons[person ?? ""]?.name ?? people[role] ?? ""),
      ),
    ),
    define("on-call", roles.map((role) => `{{ template "on-call.${role}" . }} (${role})`).join(", ")),
  ];
}
