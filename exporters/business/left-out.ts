import type { Db, Document } from "mongodb";
import { choice } from "./dates.ts";

/** Ids of accounts whose data is in no figure. */
export type LeftOut = readonly string[];

/**
 * The ids of accounts, by the addresses that config/ names: the index on `email` answers.
 * @param answerWithin ms
 */
export async function leftOutOf(db: Db, emails: readonly string[], answerWithin: number): Promise<LeftOut> {
  if (emails.length === 0) return [];
  const found = await db
    .collection<{ userId?: unknown }>("users")
    .find({ email: { $in: [...emails] } }, { projection: { _id: 0, userId: 1 }, maxTimeMS: answerWithin })
    .toArray();
  return found.flatMap(({ userId }) => (typeof userId === "string" ? [userId] : []));
}

/** Leaves out documents of these accounts. */
export const notOf = (field: string, accounts: LeftOut): Document => ({ $match: { [field]: { $nin: [...accounts] } } });

/** Leaves these accounts out of lists of people, who are told apart by `id`; what is no list stays what it is. */
export const notAmong = (lists: readonly string[], id: string, accounts: LeftOut): Document => ({
  $addFields: Object.fromEntries(
    lists.map((list) => {
      const others = {
        $filter: { input: `$${list}`, as: "one", cond: { $not: [{ $in: [`$$one.${id}`, accounts] }] } },
      };
      return [list, choice({ $isArray: `$${list}` }, others, `$${list}`)];
    }),
  ),
});
