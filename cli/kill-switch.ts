import { type Duration, seconds } from "../kit/model/durations.ts";
import { fetchAs } from "../kit/model/login.ts";
import { remedyDue } from "../kit/model/routing.ts";
import { forbidsRepairs, silencesSchema } from "../kit/model/silences.ts";
import { nameIn } from "../stacks/names.ts";
import { asOperator } from "../stacks/operations/amtool.ts";
import { answered } from "../stacks/operations/answer.ts";
import type { Host } from "../stacks/operations/host.ts";
import { UserError } from "./explain.ts";

/** Forbids what repairs without a person, by a silence in Alertmanager, and allows it again. */
export interface KillSwitch {
  /** Instead of whatever forbade it until now. */
  forbid(time: Duration, by: string): Promise<void>;
  /** What somebody forbids of one alert or target stays. */
  allow(): Promise<void>;
}

interface Silences {
  /** JSON. */
  readonly all: () => Promise<string>;
  readonly expire: (id: string) => Promise<unknown>;
  readonly add: (time: Duration, by: string) => Promise<unknown>;
}

const comment = "npm run remediation -- stop";

function switchOver({ all, expire, add }: Silences): KillSwitch {
  const listed = async () => answered("Alertmanager's list of silences", await all(), silencesSchema);
  const end = async (silences: Awaited<ReturnType<typeof listed>>["there"]) => {
    for (const { id, matchers } of silences) if (forbidsRepairs(matchers)) await expire(id);
  };
  return {
    allow: async () => {
      const { there, unreadable } = await listed();
      await end(there);
      if (unreadable.length > 0)
        throw new UserError(
          `A silence cannot be read here, and self-healing takes it for one that forbids: ${unreadable.join(", ")}.`,
          "look at it in Alertmanager, and end it there if it is not wanted",
        );
    },
    forbid: async (time, by) => {
      // Whatever fails on the way, it is forbidden at least as long as before: older ones end last, and stay where they cannot be read.
      const before = await listed().catch(() => undefined);
      await add(time, by);
      await end(before?.there ?? []);
    },
  };
}

/** ms */
const answerWithin = 10_000;

/** Why a request failed stands in its cause. */
function notReached({ message, cause }: Error): never {
  const why = cause instanceof Error ? cause.message : message;
  throw new UserError(`Alertmanager is not reached: ${why}`, "see whether it runs: `npm run status`");
}

/** By the API. @param address with the login, if it asks for one */
export function killSwitchAt(address: string): KillSwitch {
  const call = async (path: string, options?: RequestInit): Promise<Response> => {
    const signal = AbortSignal.timeout(answerWithin);
    const response = await fetchAs(`${address}/api/v2/${path}`, { ...options, signal }).catch(notReached);
    if (!response.ok) throw new UserError(`Alertmanager answers ${response.status}.`, await response.text());
    return response;
  };
  const matchers = [{ name: "alertname", value: remedyDue.alertname, isRegex: false, isEqual: true }];
  return switchOver({
    all: async () => (await call("silences")).text().catch(notReached),
    expire: (id) => call(`silence/${id}`, { method: "DELETE" }),
    add: (time, createdBy) => {
      const startsAt = new Date();
      const endsAt = new Date(startsAt.getTime() + seconds(time) * 1000);
      const body = JSON.stringify({ matchers, startsAt, endsAt, createdBy, comment });
      return call("silences", { method: "POST", headers: { "content-type": "application/json" }, body });
    },
  });
}

/** By the tool in Alertmanager's own container. */
export function killSwitchOn(host: Pick<Host, "docker">, environment: string): KillSwitch {
  const tool = (...args: string[]) =>
    host.docker("exec", nameIn(environment, "alertmanager"), "amtool", "silence", ...args, ...asOperator);
  return switchOver({
    all: () => tool("query", "--output=json"),
    expire: (id) => tool("expire", id),
    add: (time, by) =>
      tool(
        ...["add", `--author=${by}`, `--comment=${comment}`, `--duration=${time}`],
        `alertname=${remedyDue.alertname}`,
      ),
  });
}
