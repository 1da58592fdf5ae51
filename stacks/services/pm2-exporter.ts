import type { Config } from "../../config/load.ts";
import type { Service } from "../service.ts";

/** docs/pm2-exporter.md. Whoever may speak to PM2 may do all that PM2's user may, and so it sees nothing but the sockets. */
export function pm2Exporter({ deployment: { pm2 } }: Config): Service {
  return {
    name: "pm2-exporter",
    jobs: ["pm2"],
    user: pm2.user,
    listens: { network: "private", port: 9852 },
    program: "pm2",
    command: ["--host=0.0.0.0", "--pm2-daemon-rpc-port=/run/pm2/rpc.sock"],
    healthPath: "/-/healthy",
    startSeconds: 30,
    stopSeconds: 30,
    // The directory: a mounted socket would be the dead one after PM2's next start.
    reads: [{ host: pm2.sockets, at: "/run/pm2" }],
  };
}
