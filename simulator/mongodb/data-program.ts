import { setTimeout as pause } from "node:timers/promises";
import { MongoClient } from "mongodb";
import { z } from "zod";
import { watchFaults } from "../platform/faults-file.ts";
import { commonFlags, portFlag, readFlags, stopOnSignal } from "../platform/program.ts";
import { createRandom } from "../platform/random.ts";
import { createMovement } from "./movement.ts";
import { seedPlatform } from "./seed.ts";
import { mongodbUri } from "./start.ts";

/** The life of the simulated platform's data: fills an empty database at --port, then moves it. Prints `data is there` once it is. */
const flags = readFlags({
  port: portFlag,
  ...commonFlags,
  /** How many times more happens than on the real platform. */
  pace: z.coerce.number().positive().default(60),
  /** Pins the hour of the day in Europe/Paris. */
  hour: z.coerce.number().int().min(0).max(23).optional(),
});
stopOnSignal();

/** Between two looks at what has happened, in ms. */
const step = 2_000;
const faults = watchFaults(flags["state-dir"]);
const random = createRandom(flags.seed);
const db = new MongoClient(mongodbUri(flags.port), { serverSelectionTimeoutMS: 2_000 }).db("benevoclic");
const movement = createMovement({
  db,
  random,
  faults,
  pace: flags.pace,
  ...(flags.hour !== undefined && { hour: flags.hour }),
});

let away = false;
for (let last = Date.now(); ; ) {
  const now = Date.now();
  try {
    // The server keeps its data in memory: one that comes back is empty.
    if ((await db.collection("users").estimatedDocumentCount()) === 0) {
      await seedPlatform(db, { random, now });
      console.log("data is there");
    }
    await movement.advance(last, now);
    away = false;
  } catch (error) {
    if (!away) console.error(`the database does not answer: ${error instanceof Error ? error.name : "unknown"}`);
    away = true;
  }
  last = now;
  await pause(step);
}
