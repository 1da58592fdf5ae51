import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { watchFaults } from "./faults-file.ts";
import { commonFlags, portFlag, readFlags, serve, stopOnSignal } from "./program.ts";
import { createRandom } from "./random.ts";
import { createSite } from "./site.ts";
import { siteIsBroken } from "./site-faults.ts";
import { answerBy } from "./site-server.ts";
import { createWeb, webIsDown } from "./web.ts";

const flags = readFlags({
  port: portFlag,
  ...commonFlags,
  /** The only account that can sign in, and the file of its password; without it, nobody can. */
  account: z.string().default("nobody"),
  "password-file": z.string().default(""),
  /** The API that the home page asks while it is made; without it, it asks nobody. */
  api: z.url().optional(),
});
/** ms: a page that is late is worse than one without announcements. */
const pageWaits = 1500;
stopOnSignal();

const faults = watchFaults(flags["state-dir"], () => server.update());
const web = createWeb({ random: createRandom(flags.seed), faults });
const { account, "password-file": file } = flags;
const password = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
const site = createSite({ account: { email: account, password }, broken: (fault) => siteIsBroken(fault, faults) });
const server = serve({
  port: flags.port,
  isDown: () => webIsDown(faults, Date.now()),
  async handle(request, response) {
    const { pathname } = new URL(request.url ?? "/", "http://web");
    const { status, durationSeconds, body } = web.handle(pathname);
    await Promise.all([pause(durationSeconds * 1000), pathname === "/" ? announcements() : undefined]);
    if (pathname === "/" && faults.active("web-error-page"))
      response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
    else await answerBy(site, request, response);
  },
});

/** What the home page shows; it is there without as well. */
async function announcements(): Promise<void> {
  if (flags.api === undefined) return;
  const asked = fetch(`${flags.api}/announcements`, { signal: AbortSignal.timeout(pageWaits) });
  await asked.then((response) => response.arrayBuffer()).catch(() => {});
}

// It goes and comes back without a word of the faults' file.
setInterval(() => server.update(), 1000).unref();
