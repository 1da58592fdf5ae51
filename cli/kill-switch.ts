import { type Duration, seconds } from "../kit/model/durations.ts";
import { fetchAs } from "../kit/model/login.ts";
import { remedyDue } from "../kit/model/routing.ts";
import { forbidsRepairs, silencesSchema } from "../kit/model/silences.ts";
import { nameIn } from "../stacks/names.ts";
import { asOperator } from "../stacks/operations/amtool.ts";
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
  readonly all: () => Promise<unknown>;
  readonly expire: (id: string) => Promise<unknown>;
  readonly add: (time: Duration, by: string) => Promise<unknown>;
}

const comment = "npm run remediation -- stop";

function switchOver({ all, expire, add }: Silences): KillSwitch {
  const allow = async () => {
    for (const { id, status, matchers } of silencesSchema.parse(await all()))
      if (status.state !== "expired" && forbidsRepairs(matchers)) await expire(id);
  };
  return {
    allow,
    forbid: async (time, by) => {
      await allow();
      await add(time, by);
    },
  };
}

/** By the API. @param address with the login, if it asks for one */
export function killSwitchAt(address: string): KillSwitch {
  const call = async (path: string, options?: RequestInit): Promise<Response> => {
    const response = await fetchAs(`${address}/api/v2/${path}`, options);
    if (!response.ok) throw new UserError(`Alertmanager answers ${response.status}.`, await response.text());
    return response;
  };
  const matchers = [{ name: "alertname", value: remedyDue.alertname, isRegex: false, isEqual: true }];
  return switchOver({
    all: async () => (await call("silences")).json(),
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
    all: async () => JSON.parse(await tool("query", "--output=json")),
    expire: (id) => tool("expire", id),
    add: (time, by) =>
      tool(
        ...["add", `--author=${by}`, `--comment=${comment}`, `--duration=${time}`],
        `alertname=${remedyDue.alertname}`,
      ),
  });
}
