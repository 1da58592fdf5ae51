import { z } from "zod";
import { callPm2 } from "../../pm2/call.ts";
import type { Power } from "./power.ts";

const processesSchema = z.array(
  z.object({
    name: z.string(),
    pm_id: z.union([z.int(), z.string()]),
    pm2_env: z.object({
      status: z.string(),
      /** When the present process began; ms of Unix time. */
      pm_uptime: z.number().optional().catch(undefined),
      /** When somebody, and not PM2 itself, started it last; ms of Unix time. Absent once PM2 has given up. */
      created_at: z.number().nullish().catch(undefined),
    }),
  }),
);

/** ms: PM2 waits 1.6 s for an app to end before it kills it. */
const within = { looking: 1_500, acting: 15_000 };

const methods = { restart: "restartProcessId", start: "restartProcessId", reload: "reloadProcessId" } as const;

/** The daemon of PM2, on its own socket, without a shell: of all that it can do, three things, to apps that the plan names. */
export function pm2Power(socket: string): Power & { startedByOthers(target: string): Promise<Date | undefined> } {
  const processesOf = async (target: string) => {
    const answer = await callPm2({ socket, method: "getMonitorData", within: within.looking });
    // `_old_3` is the generation that ends while a cluster is reloaded.
    return processesSchema.parse(answer).filter(({ name, pm_id }) => name === target && typeof pm_id === "number");
  };
  const latest = (times: readonly (number | null | undefined)[]): Date | undefined => {
    const known = times.filter((time): time is number => typeof time === "number" && time > 0);
    return known.length > 0 ? new Date(Math.max(...known)) : undefined;
  };
  return {
    act: async (action, target) => {
      const method = methods[action as keyof typeof methods];
      if (method === undefined) throw new Error(`PM2 is not asked to ${action}`);
      const processes = await processesOf(target);
      if (processes.length === 0) throw new Error(`PM2 has no app ${target}`);
      for (const { pm_id } of processes)
        await callPm2({ socket, method, argument: { id: pm_id }, within: within.acting });
    },
    startedAt: async (target) => latest((await processesOf(target)).map(({ pm2_env }) => pm2_env.pm_uptime)),
    startedByOthers: async (target) => latest((await processesOf(target)).map(({ pm2_env }) => pm2_env.created_at)),
  };
}
