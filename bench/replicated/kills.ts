import { setTimeout as pause } from "node:timers/promises";
import { fastShop, startShop } from "../../examples/shop-replicated/rehearsal.ts";
import { startReplicated } from "../../kit/lab/replicated/run.ts";
import { copySamples, gapsIn, whenReadable } from "../../kit/lab/replicated/samples.ts";
import { programs } from "../../kit/write/replicated/programs.ts";

/** After which a message that has not come counts as lost, in milliseconds. */
const patience = 60_000;
/** How long a message is waited for that should not come: longer than a group's interval and the wait for a peer. */
const quiet = 8_000;

const anyOf = <One>(all: readonly One[]): One => all[Math.floor(Math.random() * all.length)] as One;

/** A program of a host, or all of them at once. */
const victims = [...programs, "everything"] as const;

/**
 * Kills one program of one host after the other, whichever it is, or the whole host, at any moment around the one at which the shop stops or comes back; and has it
 * started again within seconds, as a container's engine does, before the message or after it.
 */
export async function kills(count: number, directory: string) {
  const shop = await startShop();
  // A tenth of the real times, each: what one Alertmanager waits for the other is less than a beginning waits for company, and half of what an end does.
  const waits = { groupWait: "2s", groupInterval: "3s" } as const;
  const run = await startReplicated(fastShop(waits), shop.config, { directory, peerTimeout: 1.5 });
  const killed = new Map<string, number>();
  let [lost, doubled] = [0, 0];
  const seconds: number[] = [];
  try {
    const series = 'up{job="shop"}';
    await whenReadable(run.gateways, `${series} == 1`);
    const since = Date.now();
    const stores = [...run.hosts.values()].map(({ store }) => store.address);
    for (let turn = 0; turn < count; turn++) {
      const now = turn % 2 === 0 ? "closed" : "open";
      const [host, which] = [anyOf([...run.hosts.keys()]), anyOf(victims)];
      const services = run.hosts.get(host);
      const dead = programs.flatMap((one) =>
        services !== undefined && (which === "everything" || which === one) ? [services[one]] : [],
      );
      const before = run.discord.inbox.all.length;
      const changing = pause(Math.random() * 4_000).then(() => {
        shop.set(now);
        return Date.now();
      });
      const dying = pause(Math.random() * 4_000)
        .then(() => {
          for (const { child } of dead) child.kill("SIGKILL");
        })
        .then(() => pause(500 + Math.random() * 3_000))
        .then(() => Promise.all(dead.map((service) => service.start())));
      const words = now === "closed" ? "Shop down" : "answers again";
      const told = await run.discord.inbox
        .next((message) => JSON.stringify(message).includes(words), { within: patience, after: before })
        .catch(() => undefined);
      if (told === undefined) lost++;
      else seconds.push((told.receivedAt.getTime() - (await changing)) / 1000);
      await dying;
      await pause(quiet);
      const more = run.discord.inbox.all.slice(before).filter((message) => message !== told);
      doubled += more.length;
      killed.set(which, (killed.get(which) ?? 0) + 1);
      console.error(
        `${turn + 1} of ${count}: ${which} of ${host} killed; ${now} ${told ? "told" : "NOT told"}${more.map(({ content, receivedAt }) => `, and ${receivedAt.toISOString()} ${content}`).join("")} ${told?.receivedAt.toISOString()}`,
      );
    }
    const missing = async () => {
      const gaps = await Promise.all(run.gateways.map((one) => gapsIn(one, series, { since, interval: 1 })));
      return Math.max(...gaps.map((of) => of.reduce((sum, { samples }) => sum + samples, 0)));
    };
    const scraped = Math.round((Date.now() - since) / 1000);
    const asItIs = await missing();
    const [one = "", two = ""] = stores;
    await copySamples(one, two, since);
    await copySamples(two, one, since);
    await pause(quiet);
    return { killed, lost, doubled, seconds, scraped, asItIs, copied: await missing() };
  } finally {
    await run.stop();
    await shop.stop();
  }
}
