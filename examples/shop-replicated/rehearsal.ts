import { discord } from "../../kit/channels/discord.ts";
import { usualChannels } from "../../kit/channels/usual.ts";
import type { Config } from "../../kit/config/load.ts";
import { startHttpServer } from "../../kit/lab/sinks/http-server.ts";
import type { Duration } from "../../kit/model/durations.ts";
import type { Platform } from "../../kit/platform.ts";
import { shop } from "../shop/platform.ts";

/**
 * The shop, scraped and evaluated every second.
 * @param waits how long a beginning and an end wait for company: what changes back meanwhile is not told
 */
export function fastShop(waits: { readonly groupWait: Duration; readonly groupInterval: Duration }): Platform {
  const times = { ...waits, repeatInterval: "4h" } as const;
  return {
    ...shop,
    parts: shop.parts.map((part) => ({ ...part, scrape: { ...part.scrape, interval: "1s" } })),
    channels: {
      critical: { ...usualChannels.critical, ...times, tells: [discord] },
      warning: { ...usualChannels.warning, ...times, tells: [discord] },
      info: { ...usualChannels.info, ...times },
    },
  };
}

/** A shop that can be stopped, to the monitoring at least, and the values of an environment that watches it here. */
export async function startShop() {
  let now: "open" | "closed" = "open";
  const server = await startHttpServer(
    // An empty exposition is one.
    () => ({ status: now === "open" ? 200 : 503, headers: { "Content-Type": "text/plain; version=0.0.4" }, text: "" }),
    { port: 0, maxBodyBytes: 1024 },
  );
  const usual = shop.environments.load("production");
  const { postgres: _, ...jobs } = usual.jobs;
  const config: Config = {
    ...usual,
    jobs: { ...jobs, shop: `127.0.0.1:${server.port}` },
    withoutJobs: { postgres: "not run here" },
    // Longer than a store that came back shows what was before its end, as the real times are by far.
    keepFiringFor: { critical: "4s", warning: "4s" },
    alerts: { ShopDown: { critical: { for: "4s" } } },
  };
  return {
    config,
    set: (then: typeof now) => {
      now = then;
    },
    stop: server.stop,
  };
}
