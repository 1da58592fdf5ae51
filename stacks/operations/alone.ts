import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { placesOf } from "../hosts.ts";
import { placeName } from "../names.ts";
import { hostOf } from "./host.ts";

/** flock's exit code where somebody else has the lock. */
const taken = 75;

/**
 * Holds a lock for as long as it is written to: a program that has ended, however, and a network that is gone for five minutes give it back.
 * Where the directory is not there yet, or the host has no flock, nothing is held.
 */
const hold = `
as=
[ -r "$1" ] || as='sudo -n'
exec $as flock --timeout "$2" --conflict-exit-code ${taken} "$1" \\
  sh -c 'echo held; while [ -n "$(timeout 300 head -c 1)" ]; do :; done'`;

/** Milliseconds between two signs of life. */
const every = 15_000;

/**
 * Does what must not meet its like on one engine, whoever began that from wherever: another checkout with a state of its own, another machine,
 * a job. The lock is the kernel's of the host, on the directory of the environment's secrets.
 * @param patience seconds to wait for another one's end
 * @throws Mistakes when another one is under way
 */
export async function alone<Result>(config: Config, work: () => Promise<Result>, patience = 0): Promise<Result> {
  const [place] = placesOf(config);
  const { engine, secrets } = place.deployment;
  const [program = "", ...args] = hostOf(engine).command("sh", "-c", hold, "sh", secrets, String(patience));
  const holder = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
  holder.stdin.on("error", () => {});
  const ended = once(holder, "close").catch(() => [127]);
  const [code] = (await Promise.race([once(holder.stdout, "data").then(() => [undefined]), ended])) as [number?];
  if (code === taken) {
    const what = "another deployment, backup, restore or rotation is under way there";
    const remedy = `wait for its end: \`npm run deployments -- ${config.environment}\` says who has begun one; if its connection was lost, five minutes`;
    throw new Mistakes([{ where: `${placeName(place)} on ${engine}`, what, remedy }]);
  }
  const alive = setInterval(() => holder.stdin.write("."), every);
  try {
    return await work();
  } finally {
    clearInterval(alive);
    holder.stdin.end();
    await ended;
  }
}
