import { randomBytes } from "node:crypto";
import { type Db, MongoClient } from "mongodb";
import { MongodbUnavailable } from "../../../simulator/mongodb/obtain.ts";
import { startMongodb } from "../../../simulator/mongodb/start.ts";

/** MongoDB's fail point: https://github.com/mongodb/mongo/wiki/The-%22failCommand%22-fail-point */
export interface FailPoint {
  readonly failCommands: readonly string[];
  readonly errorCode?: number;
  readonly blockConnection?: boolean;
  readonly blockTimeMS?: number;
}

/** A database of its own for a test file. */
export interface TestServer {
  readonly uri: string;
  readonly host: string;
  readonly port: number;
  readonly db: Db;
  /** Whether `fail` works: a real server must have been started with `--setParameter enableTestCommands=1`. */
  readonly canFail: boolean;
  fail(point: FailPoint | undefined): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The server that MONGODB_TEST_URL names (with `--no-file-parallelism`: fail points are the server's), else the
 * MongoDB-protocol server. A text when there is neither: the reason for which tests are skipped.
 */
export async function testServer(): Promise<TestServer | string> {
  const given = process.env.MONGODB_TEST_URL;
  try {
    const own = given ? undefined : await startMongodb({ progress: (line) => console.log(line) });
    const uri = given ?? own?.uri ?? "";
    const client = new MongoClient(uri);
    const { host, port } = client.options.hosts[0] ?? { host: "127.0.0.1", port: 27017 };
    const db = client.db(`benevoclic_test_${randomBytes(4).toString("hex")}`);
    const configure = (mode: "alwaysOn" | "off", data?: FailPoint) =>
      client.db("admin").command({ configureFailPoint: "failCommand", mode, ...(data && { data }) });
    const canFail = await configure("off").then(
      () => true,
      () => false,
    );
    return {
      uri,
      host: host ?? "127.0.0.1",
      port: port ?? 27017,
      db,
      canFail,
      fail: async (point) => void (await (point ? configure("alwaysOn", point) : configure("off"))),
      stop: async () => {
        await db.dropDatabase();
        await client.close();
        await own?.stop();
      },
    };
  } catch (error) {
    if (error instanceof MongodbUnavailable) return error.message;
    throw error;
  }
}
