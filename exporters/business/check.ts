import type { Db, MongoClient } from "mongodb";
import { failureOf } from "./failure.ts";
import type { Source } from "./figures.ts";
import { askServerStatus } from "./server-status.ts";

/** One thing that was looked at. `wrong`: the exporter cannot work like this; `note`: it works, but something is missing or unwise. */
interface Finding {
  readonly state: "ok" | "note" | "wrong";
  readonly words: string;
}

/**
 * Looks at everything the exporter needs from the database, and says it in lines for people.
 * @param answerWithin ms for each question
 * @returns whether the exporter can work
 */
export async function check(options: {
  client: MongoClient;
  db: Db;
  sources: readonly Source[];
  answerWithin: number;
  print: (line: string) => void;
}): Promise<boolean> {
  const { client, db, sources, answerWithin, print } = options;
  const findings: Finding[] = [];
  const found = (state: Finding["state"], words: string) => {
    findings.push({ state, words });
    print(`${state.padEnd(5)} ${words}`);
  };
  const failed = (state: Finding["state"], what: string, error: unknown) => {
    const { reason, remedy } = failureOf(error);
    found(state, `${what}: ${reason}; ${remedy}`);
  };

  const status = await askServerStatus(client, answerWithin);
  if (status.down) {
    found("wrong", `connection: ${status.down.reason}; ${status.down.remedy}`);
    return false;
  }
  found("ok", "connection: the primary answers");

  const names = await db
    .listCollections({}, { nameOnly: true })
    .toArray()
    .then((all) => new Set(all.map(({ name }) => name)))
    .catch((error: unknown) => failed("note", "list of collections", error));
  for (const { collection } of sources) {
    try {
      await db
        .collection(collection)
        .aggregate([{ $limit: 1 }, { $project: { _id: 1 } }], { maxTimeMS: answerWithin })
        .toArray();
      if (names?.has(collection) === false)
        found("note", `collection ${collection}: does not exist; its figures will be 0`);
      else found("ok", `collection ${collection}: readable`);
    } catch (error) {
      failed("wrong", `collection ${collection}`, error);
    }
  }

  if (status.refused)
    found(
      "note",
      `serverStatus: ${status.refused.reason}; grant the role clusterMonitor on admin. Until then only mongodb_up is served`,
    );
  else if (status.missingSections.length > 0)
    found("note", `serverStatus: without ${status.missingSections.join(", ")}, as on Atlas's shared tiers`);
  else found("ok", "serverStatus: complete");

  await client
    .db("admin")
    .command({ connectionStatus: 1, showPrivileges: true })
    .then((answer) => {
      const writes = writingActions(answer);
      if (!answer.authInfo?.authenticatedUsers?.length)
        found("note", "user: none; the database asks nobody for a password");
      else if (writes.length === 0) found("ok", "user: cannot write");
      else found("note", `user: may ${writes.join(", ")}; the role \`read\` is enough`);
    })
    .catch((error: unknown) => failed("note", "user's privileges", error));
  return findings.every(({ state }) => state !== "wrong");
}

const writing = ["insert", "update", "remove", "dropCollection", "createIndex"];

function writingActions(answer: { authInfo?: { authenticatedUserPrivileges?: { actions?: string[] }[] } }): string[] {
  const granted = (answer.authInfo?.authenticatedUserPrivileges ?? []).flatMap(({ actions }) => actions ?? []);
  return writing.filter((action) => granted.includes(action));
}
