import type { breakableConfiguration } from "../kit/lab/broken-configuration.ts";
import type { Service } from "../kit/lab/services.ts";
import type { DiscordSink } from "../kit/lab/sinks/discord.ts";
import { faults, type HarnessFault } from "./faults.ts";
import { deployRelease } from "./machine/releases.ts";
import { watchFaults } from "./platform/faults-file.ts";
import type { PlatformApp } from "./pm2/apps.ts";
import type { Pm2 } from "./pm2/pm2.ts";

/** The front end: the API's own faults tell of it already. */
const crashing: PlatformApp = "benevoclic-web";

interface Effect {
  cause(): unknown;
  end(): unknown;
}

/**
 * Causes and ends the faults that concern no program of the platform itself, as the run's list of them changes.
 * @param run.mongodb none where the run has no database
 * @param run.progress told what cannot be caused or ended, and why
 */
export function applyHarnessFaults(
  directory: string,
  run: {
    /** What a host that is gone takes with it, beside the platform. */
    readonly ofHost: readonly Service[];
    readonly nodeExporter: Service;
    readonly mongodb: Service | undefined;
    readonly pm2: Pm2;
    readonly discord: DiscordSink;
    readonly configuration: ReturnType<typeof breakableConfiguration>;
    readonly progress: (line: string) => void;
  },
): { close(): Promise<void> } {
  const { ofHost, nodeExporter, mongodb, pm2, discord, configuration, progress } = run;
  let loop: ReturnType<Pm2["crashLoop"]> | undefined;
  const effects: Readonly<Record<HarnessFault, Effect>> = {
    "host-down": {
      cause: () => Promise.all(ofHost.map(({ stop }) => stop())),
      // In their order: the exporters look for what they read.
      end: async () => {
        for (const { start } of ofHost) await start();
      },
    },
    "node-exporter-down": { cause: nodeExporter.stop, end: nodeExporter.start },
    "discord-refusing": {
      cause: () => discord.behave({ failing: 404 }),
      end: () => discord.behave("normal"),
    },
    "configuration-refused": {
      cause: () => configuration.breakIt(true),
      end: () => configuration.breakIt(false),
    },
    "mongodb-down": {
      cause: () => {
        if (mongodb === undefined) throw new Error("this run has no database");
        return mongodb.stop();
      },
      end: () => mongodb?.start(),
    },
    "pm2-crash-loop": {
      cause: () => {
        loop = pm2.crashLoop(crashing);
      },
      end: async () => {
        await loop?.stop();
        loop = undefined;
        await pm2.restart(crashing);
      },
    },
  };

  /** A version with a defect is deployed as any other: its release is there, and the app starts anew. */
  const deployments = Object.fromEntries(
    faults.flatMap(({ name, ofCode }) => {
      if (ofCode === undefined) return [];
      const cause = () => {
        deployRelease(directory, ofCode);
        return pm2.restart(ofCode);
      };
      return [[name, { cause, end: () => {} }]];
    }),
  );
  const all: Readonly<Record<string, Effect>> = { ...deployments, ...effects };
  const caused = new Set<string>();
  let last = Promise.resolve();
  const watched = watchFaults(directory, () => {
    for (const name of Object.keys(all)) {
      const active = watched.listed(name);
      if (active === caused.has(name)) continue;
      if (active) caused.add(name);
      else caused.delete(name);
      // One after the other: a quick clear must not start what is still stopping.
      last = last
        .then(async () => void (await all[name]?.[active ? "cause" : "end"]()))
        .catch((error: Error) => progress(`${name} cannot be ${active ? "caused" : "ended"}: ${error.message}`));
    }
  });
  return {
    close: async () => {
      watched.close();
      await last;
      await loop?.stop();
    },
  };
}
