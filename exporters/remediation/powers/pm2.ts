import { z } from "zod";
import { oneByOne } from "../../../kit/model/one-by-one.ts";
import { callPm2 } from "../../pm2/call.ts";
import { readProcesses } from "../../pm2/processes.ts";
import { Declined, type Power } from "./power.ts";

const processSchema = z.object({
  /** An ecosystem file may name an app 3000. */
  name: z.coerce.string(),
  pm_id: z.int(),
  pm2_env: z.object({
    /** When the present process began; ms of Unix time. */
    pm_uptime: z.number().optional().catch(undefined),
    /** When somebody, and not PM2 itself, started it last; ms of Unix time. Absent once PM2 has given up. */
    created_at: z.number().nullish().catch(undefined),
  }),
});

/** ms: PM2 waits 1.6 s for an app to end before it kills it. */
const within = { looking: 1_500, acting: 15_000 };

const methods = { restart: "restartProcessId", start: "restartProcessId", reload: "reloadProcessId" } as const;

/** The daemon of PM2, on its own socket, without a shell: of all that it can do, three things, to apps that the plan names. */
export function pm2Power(socket: string): Power & { startedByOthers(target: string): Promise<Date | undefined> } {
  const processesOf = async (target: string) => {
    const answer = await callPm2({ socket, method: "getMonitorData", within: within.looking });
    const resting = new Set(readProcesses(answer).processes.flatMap(({ id, rests }) => (rests ? [id] : [])));
    // Another app's entry that is not understood is none of this one's. `_old_3` is the generation that ends while a cluster is reloaded.
    return oneByOne(processSchema)
      .parse(answer)
      .understood.filter(({ name }) => name === target)
      .map((process) => ({ ...process, rests: resting.has(String(process.pm_id)) }));
  };
  const latest = (times: readonly (number | null | undefined)[]): Date | undefined => {
    const known = times.filter((time): time is number => typeof time === "number" && time > 0);
    return known.length > 0 ? new Date(Math.max(...known)) : undefined;
  };
  return {
    act: async (action, target) => {
      const method = methods[action as keyof typeof methods];
      if (method === undefined) throw new Error(`PM2 is not asked to ${action}`);
      // Until here nothing was sent but a question.
      const processes = await processesOf(target).catch((error: Error) => {
        throw new Declined(
          `PM2 cannot be asked: ${error instanceof z.ZodError ? "its answer is no list" : error.message}`,
        );
      });
      if (processes.length === 0) throw new Declined(`PM2 has no app ${target}`);
      const dead = processes.filter(({ rests }) => !rests);
      if (dead.length === 0) throw new Declined(`somebody has stopped ${target}`);
      const wrong: string[] = [];
      // One of a cluster that fails keeps no other from it.
      for (const { pm_id } of dead)
        await callPm2({ socket, method, argument: { id: pm_id }, within: within.acting }).catch((error: Error) =>
          wrong.push(`process ${pm_id}: ${error.message}`),
        );
      if (wrong.length > 0) throw new Error(wrong.join("; "));
    },
    startedAt: async (target) => latest((await processesOf(target)).map(({ pm2_env }) => pm2_env.pm_uptime)),
    startedByOthers: async (target) => latest((await processesOf(target)).map(({ pm2_env }) => pm2_env.created_at)),
  };
}
