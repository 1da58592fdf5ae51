import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { createLog } from "../program/log.ts";
import { runProgram } from "../program/main.ts";
import { serve } from "../program/serve.ts";
import { listenSettings, readSettings } from "../program/settings.ts";
import { createPm2Exporter } from "./exporter.ts";

const log = createLog("pm2-exporter");

await runProgram(log, async () => {
  const settings = readSettings(
    {
      ...listenSettings(9852),
      /** PM2's own variable for the path of its socket, and PM2's own default. */
      "pm2-daemon-rpc-port": z
        .string()
        .min(1)
        .default(join(homedir(), ".pm2", "rpc.sock")),
    },
    ["once"],
  );
  const exporter = createPm2Exporter({ socket: settings["pm2-daemon-rpc-port"], log });
  if (settings.once) {
    process.stdout.write(await exporter.metrics());
    process.exitCode = exporter.reached() ? 0 : 1;
    return undefined;
  }
  const { port, host } = settings;
  const server = await serve({ port, host, endpoints: { "/metrics": exporter.metrics }, ready: () => true, log });
  log.info("listening", { host, port: server.port });
  return server;
});
