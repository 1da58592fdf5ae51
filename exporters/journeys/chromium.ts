import { type Browser, chromium } from "playwright-core";

/** ms in which Chromium must have started. */
const startsWithin = 30_000;

/** Chromium itself did not do its work: nothing is known of the site. */
export class ChromiumFailed extends Error {}

interface Bounds {
  /** Its program; without it, the one that playwright brings. */
  readonly executablePath: string | undefined;
  /** ms after which it is killed, whatever it does. */
  readonly within: number;
}

/**
 * A Chromium that lives as long as its use, and not longer than it may: what one walk leaves in memory is gone before the next.
 * It is killed with all of its processes, which also ends one that answers nothing any more.
 * @throws ChromiumFailed when it does not start, hangs or ends by itself
 */
export async function inChromium<Result>(
  { executablePath, within }: Bounds,
  use: (browser: Browser) => Promise<Result>,
): Promise<Result> {
  const server = await chromium
    .launchServer({
      ...(executablePath && { executablePath }),
      // Who runs this decides what a signal ends.
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false, timeout: startsWithin },
      // A container has but 64 MB of shared memory. It draws without a graphics card.
      args: ["--disable-dev-shm-usage", "--disable-gpu"],
    })
    .catch((error: Error) => {
      throw new ChromiumFailed(`it does not start: ${error.message.split("\n")[0]}`);
    });
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ChromiumFailed(`it was killed after ${within / 1000} s`)), within);
  });
  try {
    return await Promise.race([overdue, chromium.connect(server.wsEndpoint()).then(use)]);
  } finally {
    clearTimeout(timer);
    await server.kill();
  }
}
