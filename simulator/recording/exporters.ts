import { sampleLine } from "../../kit/lab/recording/exposition.ts";
import { mongodb } from "../../signals/metrics/mongodb.ts";
import { pm2, processStatuses } from "../../signals/metrics/pm2.ts";
import type { Recorder } from "./recorder.ts";

/** What the exporters of our own would say of the platform. */

/** Of a server of Atlas's smallest tier: https://www.mongodb.com/docs/atlas/reference/atlas-limits/ */
const connections = { current: 40, available: 460 };

export const database: Recorder = {
  job: "mongodb",
  targets: (world) => [
    {
      labels: {},
      answer() {
        if (world.active("host-down")) return "refused";
        if (world.active("mongodb-down")) return { exposition: sampleLine(mongodb.up.name, {}, 0) };
        const lines = Object.entries(connections).map(([conn_type, count]) =>
          sampleLine(mongodb.connections.name, { conn_type }, count),
        );
        return { exposition: [sampleLine(mongodb.up.name, {}, 1), ...lines].join("\n") };
      },
    },
  ],
};

/** PM2's settings (benevoclic.md section 1). Seconds, bytes. */
const [maxRestarts, restartDelay, memoryLimit] = [10, 4, 2 ** 30];
const steady = { app: "benevoclic-api", id: "0" };
/** It ends at once when it is started, until PM2 gives up; when the fault is over somebody starts it again. */
const crashing = { app: "benevoclic-web", id: "1" };

export const processes: Recorder = {
  job: "pm2",
  targets(world) {
    const startedAt = world.clock.now() / 1000 - 86_400;
    let restarts = 0;
    let tries = 0;
    let last = world.elapsed();
    return [
      {
        labels: {},
        answer() {
          const passed = world.elapsed() - last;
          last = world.elapsed();
          if (world.active("host-down")) return "refused";
          const loops = world.active("pm2-crash-loop");
          if (loops) tries = Math.min(maxRestarts, tries + passed / restartDelay);
          else if (tries > 0) {
            restarts += Math.floor(tries) + 1;
            tries = 0;
          }
          const ofProcess = (labels: typeof steady, online: boolean, restarted: number) => [
            sampleLine(pm2.processUp.name, labels, Number(online)),
            sampleLine(pm2.restarts.name, labels, restarted),
            sampleLine(pm2.memoryLimit.name, labels, memoryLimit),
            sampleLine(pm2.unstableRestarts.name, labels, 0),
            ...processStatuses.map((status) =>
              sampleLine(
                pm2.processStatus.name,
                { ...labels, status },
                Number(status === (online ? "online" : "launching")),
              ),
            ),
            ...(online
              ? [
                  sampleLine(pm2.memory.name, labels, 150e6),
                  sampleLine(pm2.cpu.name, labels, world.active("web-busy") && labels === crashing ? 0.98 : 0.03),
                  sampleLine(pm2.eventLoopLag.name, labels, 0.002),
                  sampleLine(pm2.startTime.name, labels, startedAt),
                ]
              : []),
          ];
          const lines = [
            sampleLine(pm2.up.name, {}, 1),
            ...ofProcess(steady, true, 0),
            ...ofProcess(crashing, !loops, restarts + Math.floor(tries)),
          ];
          return { exposition: lines.join("\n") };
        },
      },
    ];
  },
};
