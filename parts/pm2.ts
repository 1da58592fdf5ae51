import { z } from "zod";
import { absolutePath } from "../kit/config/forms.ts";
import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";
import { pm2 } from "../signals/metrics/pm2.ts";
import type { Deployed } from "./deployed.ts";

const userAndGroup = z.custom<`${number}:${number}`>(
  (found) => typeof found === "string" && /^[1-9][0-9]*:[0-9]+$/.test(found),
  "a user's and a group's number such as 1000:1000, not root's",
);

/** PM2 on the host, for its exporter: docs/pm2-exporter.md. */
export const pm2Settings = z
  .strictObject({
    /** Who may speak to it: PM2's own user, or any with the group of its sockets. */
    user: userAndGroup.default("1000:1000"),
    /** The directory that holds its sockets and nothing else. */
    sockets: absolutePath.default("/var/lib/benevoclic-pm2"),
  })
  .prefault({});

/** docs/pm2-exporter.md. Whoever may speak to PM2 may do all that PM2's user may, and so it sees nothing but the sockets. */
export const pm2Part = part("pm2", {
  scrape: { interval: usualInterval },
  metrics: [pm2, { build: exporterBuilds.pm2 }],
  service: {
    name: "pm2-exporter",
    program: "pm2",
    memory: "128MiB",
    port: 9852,
    container: ({ deployment: { pm2 } }: Deployed) => ({
      user: pm2.user,
      listens: { network: "private", port: 9852 },
      command: ["--host=0.0.0.0", "--pm2-daemon-rpc-port=/run/pm2/rpc.sock"],
      healthPath: "/-/healthy",
      startSeconds: 30,
      stopSeconds: 30,
      // The directory: a mounted socket would be the dead one after PM2's next start.
      reads: [{ host: pm2.sockets, at: "/run/pm2" }],
    }),
    local: {
      ready: "/-/ready",
      // simulator/pm2 puts it there.
      arguments: ({ directory }) => ["--pm2-daemon-rpc-port", `${directory}/pm2/sockets/rpc.sock`],
    },
  },
});
