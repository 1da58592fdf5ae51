import type { Config } from "../../kit/config/load.ts";
import { type Course, within } from "../../kit/lab/recording/course.ts";
import type { Relabel } from "../../kit/lab/recording/relabeling.ts";
import type { ApiAnswer } from "../platform/api.ts";
import type { Clock } from "../platform/clock.ts";
import type { Faults } from "../platform/faults.ts";
import { createHost, type HostState } from "../platform/host.ts";
import { type HostLevels, healthyLevels } from "../platform/host-levels.ts";
import { createRandom } from "../platform/random.ts";
import { requestsPerSecond } from "../platform/traffic.ts";
import { createWeb, type WebAnswer, webIsDown } from "../platform/web.ts";
import { createVirtualApi, type VirtualApi } from "./virtual-api.ts";

/** Everything that a recorder can look at: one platform over virtual time. */
export interface World {
  readonly clock: Clock;
  readonly config: Config;
  /** Seconds since the recording's start. */
  elapsed(): number;
  /** Any name: also faults of the parts around the platform. */
  active(fault: string): boolean;
  readonly api: VirtualApi;
  /** The front page, as somebody outside gets it; nothing while it is down. */
  webPage(): WebAnswer | undefined;
  /** /health, as somebody outside gets it. */
  apiHealth(): ApiAnswer | undefined;
  /** The host now. */
  host(): HostState;
}

/** A world and the hand that moves its clock. */
interface MovedWorld extends World {
  /** Lets the time pass up to so many seconds after the start. */
  advance(to: number): void;
}

/** @param relabel what the scrape configuration makes of the API's series */
export function createWorld(course: Course, config: Config, relabel: Relabel): MovedWorld {
  const start = Date.parse(course.start);
  let elapsed = 0;
  const clock = { now: () => start + elapsed * 1000 };
  const active = (name: string) =>
    course.faults?.some((fault) => fault.name === name && within([fault], elapsed)) ?? false;
  const faults: Faults = { active };
  // The fault takes the machine away, and everything on it.
  const hostGone = () => active("host-down");

  const api = createVirtualApi({
    clock,
    seed: course.seed,
    faults,
    isDown: () => hostGone() || active("api-down") || within(course.deploys, elapsed) !== undefined,
    stores: (path) =>
      relabel({ name: "http_requests_total", labels: { method: "GET", path, status: "200" } }) !== undefined,
  });
  const web = createWeb({ random: createRandom(course.seed + 2), faults });
  const chores = () => choresAt(course, elapsed, clock.now());
  const host = createHost({ clock, random: createRandom(course.seed + 3), faults, chores });
  let hostState = host.advance();

  return {
    clock,
    config,
    elapsed: () => elapsed,
    active,
    api,
    webPage: () =>
      hostGone() || webIsDown(faults, clock.now()) || active("pm2-crash-loop") ? undefined : web.handle("/"),
    apiHealth: () => (hostGone() || active("entrance-down") ? undefined : api.probe()),
    host: () => hostState,
    advance(to) {
      elapsed = to;
      api.advance();
      hostState = host.advance();
    },
  };
}

/** A build takes the machine's processors for this long before the process is replaced, in seconds. */
const buildSeconds = 90;
/** A dump as large as this share of the disk grows during the backup, and is deleted when it is uploaded. */
const dumpRatio = 0.03;

/** What visitors, builds and the backup ask of the host. */
function choresAt(course: Course, elapsed: number, now: number): Partial<HostLevels> {
  const visits = requestsPerSecond(now);
  const deploy = within(
    course.deploys?.map(({ from, to }) => ({ from: from - buildSeconds, to })),
    elapsed,
  );
  const backup = within(course.backups, elapsed);
  return {
    cpuBusyRatio: 0.06 + 0.04 * visits,
    load: 0.2 + 0.2 * visits,
    // A few megabytes an hour of logs and photos.
    diskUsedRatio: healthyLevels.diskUsedRatio + 4e-10 * elapsed,
    ...(deploy && { cpuBusyRatio: 0.7, load: 3, cpuPressure: 0.2, diskBusyRatio: 0.3, memoryUsedRatio: 0.6 }),
    // 90 % busy and a load of 2.5: benevoclic.md section 6 would have told of it, nobody feels it.
    ...(backup && {
      load: 2.5,
      diskBusyRatio: 0.9,
      diskReadBytesPerSecond: 40e6,
      diskWriteBytesPerSecond: 4e6,
      diskSecondsPerOperation: 0.006,
      cpuWaitingRatio: 0.12,
      diskPressure: 0.2,
      transmitBytesPerSecond: 2.5e6,
      diskUsedRatio:
        healthyLevels.diskUsedRatio +
        4e-10 * elapsed +
        (dumpRatio * (elapsed - backup.from)) / (backup.to - backup.from),
    }),
  };
}
