import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Db, MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { startChild } from "../../../kit/lab/parts/children.ts";
import type { DataFault } from "../../../simulator/faults.ts";
import { createMovement } from "../../../simulator/mongodb/movement.ts";
import { MongodbUnavailable, obtainMongodb } from "../../../simulator/mongodb/obtain.ts";
import { seedPlatform } from "../../../simulator/mongodb/seed.ts";
import { type Mongodb, startMongodb } from "../../../simulator/mongodb/start.ts";
import { writeFaults } from "../../../simulator/platform/faults-file.ts";
import { createRandom } from "../../../simulator/platform/random.ts";

const patience = { timeout: 30_000, interval: 50 };
const program = await obtainMongodb({ progress: (line) => console.log(line) }).catch((error: unknown) => {
  if (error instanceof MongodbUnavailable) return error.message;
  throw error;
});
const missing = typeof program === "string" ? program : undefined;

function directory(): string {
  const made = mkdtempSync(path.join(tmpdir(), "mongodb-test-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it("says what to do on a machine that has neither Java nor apt", async () => {
  vi.stubEnv("PATH", "/nowhere");
  onTestFinished(() => void vi.unstubAllEnvs());
  const refused = obtainMongodb({ cacheDirectory: directory() });
  await expect(refused).rejects.toThrow(MongodbUnavailable);
  await expect(refused).rejects.toThrow(/no Debian machine.*\n.*MONGODB_TEST_URL/s);
});

describe.skipIf(missing)(`the simulated platform's database${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const now = Date.parse("2026-03-02T19:00:00Z");
  let server: Mongodb;
  let client: MongoClient;
  beforeAll(async () => {
    server = await startMongodb();
    client = new MongoClient(server.uri);
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });
  const seeded = async (name: string, seed = 1): Promise<Db> => {
    const db = client.db(name);
    await seedPlatform(db, { random: createRandom(seed), now, users: 300, images: 2 });
    return db;
  };
  const peopleIn = async (db: Db) => {
    const [sums] = await db
      .collection("announcements")
      .aggregate([{ $group: { _id: null, n: { $sum: { $size: "$volunteers" } } } }])
      .toArray();
    return Number(sums?.n);
  };
  const moving = (db: Db, active: DataFault[], pace = 500) =>
    createMovement({
      db,
      random: createRandom(2),
      faults: { active: (name) => active.includes(name) },
      pace,
      hour: 20,
    });

  it("is filled in proportion, with both date forms and images, the same for the same seed", async () => {
    const [one, other] = [await seeded("one"), await seeded("other")];
    const all = (db: Db) =>
      db
        .collection("users")
        .find({}, { projection: { _id: 0 } })
        .toArray();
    expect(await all(one)).toEqual(await all(other));
    const users = await all(one);
    expect(users).toHaveLength(300);
    expect(users.filter(({ imageProfile }) => String(imageProfile ?? "").length > 150_000)).toHaveLength(2);
    expect(users.some(({ createdAt }) => /GMT$/.test(createdAt))).toBe(true);
    expect(users.some(({ createdAt }) => /Z$/.test(createdAt))).toBe(true);
    for (const collection of ["announcements", "associations", "favorites", "support"])
      expect(await one.collection(collection).countDocuments()).toBeGreaterThan(10);
  });

  it("moves: people sign up, connect and register, tickets come and go", async () => {
    const db = await seeded("moving");
    const counts = () =>
      Promise.all(
        ["users", "announcements", "support"].map((collection) => db.collection(collection).countDocuments()),
      );
    const [before, people] = [await counts(), await peopleIn(db)];
    await moving(db, []).advance(now, now + 600_000);
    for (const [index, count] of (await counts()).entries()) expect(count).toBeGreaterThan(before[index] ?? 0);
    expect(await peopleIn(db)).toBeGreaterThan(people);
    const connected = await db
      .collection("users")
      .countDocuments({ lastConnection: { $gte: new Date(now).toISOString(), $lt: "A" } });
    expect(connected).toBeGreaterThan(0);
  });

  it("registrations-stop: nobody registers any more, the rest goes on", async () => {
    const db = await seeded("stopped");
    const [people, users] = [await peopleIn(db), await db.collection("users").countDocuments()];
    await moving(db, ["registrations-stop"]).advance(now, now + 600_000);
    expect(await peopleIn(db)).toBe(people);
    expect(await db.collection("users").countDocuments()).toBeGreaterThan(users);
  });

  it("overbooked: an upcoming announcement has more volunteers than places, until it is over", async () => {
    const db = await seeded("overbooked");
    const overbooked = async () =>
      (await db.collection("announcements").find({ status: "ACTIVE" }).toArray()).filter(
        ({ volunteers, maxVolunteers, dateEvent }) =>
          volunteers.length > maxVolunteers && String(dateEvent).slice(0, 10) > "2026-03-02",
      ).length;
    const active: DataFault[] = ["overbooked"];
    const movement = moving(db, active, 0);
    expect(await overbooked()).toBe(0);
    await movement.advance(now, now + 2_000);
    await movement.advance(now + 2_000, now + 4_000);
    expect(await overbooked()).toBe(1);
    active.pop();
    await movement.advance(now + 4_000, now + 6_000);
    expect(await overbooked()).toBe(0);
  });

  it("its program fills an empty server, moves it, and fills it again when it comes back empty", async () => {
    const state = directory();
    writeFaults(state, { active: [] });
    const own = await startMongodb();
    let current = own;
    onTestFinished(() => current.stop());
    const child = await startChild({
      name: "data",
      command: process.execPath,
      args: [
        ...["--import", "tsx", "simulator/mongodb/data-program.ts", "--port", String(own.port)],
        ...["--state-dir", state, "--pace", "5000", "--hour", "20"],
      ],
      logFile: path.join(state, "log"),
    });
    onTestFinished(() => child.stop());
    const count = async () => {
      const asking = new MongoClient(own.uri, { serverSelectionTimeoutMS: 2_000 });
      try {
        return await asking.db("benevoclic").collection("users").countDocuments();
      } catch {
        return -1;
      } finally {
        await asking.close();
      }
    };
    await vi.waitUntil(async () => (await count()) > 2_600, patience);
    await own.stop();
    current = await startMongodb({ port: own.port });
    await vi.waitUntil(async () => (await count()) > 2_600, patience);
    expect(child.running).toBe(true);
  });
});
