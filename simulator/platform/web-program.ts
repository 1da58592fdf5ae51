import { watchFaults } from "./faults-file.ts";
import { commonFlags, portFlag, readFlags, serve, stopOnSignal } from "./program.ts";
import { createRandom } from "./random.ts";
import { createWeb, webIsDown } from "./web.ts";

const flags = readFlags({ port: portFlag, ...commonFlags });
stopOnSignal();

const faults = watchFaults(flags["state-dir"], () => server.update());
const web = createWeb({ random: createRandom(flags.seed), faults });
const server = serve({
  port: flags.port,
  isDown: () => webIsDown(faults, Date.now()),
  handle(request, response) {
    const { pathname } = new URL(request.url ?? "/", "http://web");
    const { status, durationSeconds, body } = web.handle(pathname);
    setTimeout(() => {
      response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
    }, durationSeconds * 1000);
  },
});

// It goes and comes back without a word of the faults' file.
setInterval(() => server.update(), 1000).unref();
