import {
  MongoCompatibilityError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
} from "mongodb";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../../exporters/business/failure.ts";

/** Servers and drivers quote documents, users and addresses in their messages. */
const planted = "planted: can't convert 'camille@example.org', planted-password@db.example.org";
const server = (code: number, codeName?: string) =>
  new MongoServerError({ message: planted, errmsg: planted, code, codeName });

/** What the driver says when none of these servers was fit in time. */
const noneFit = (setName: string | undefined, ...servers: readonly { type: string; error?: Error }[]) =>
  new MongoServerSelectionError(planted, {
    ...{ setName, compatible: true, servers: new Map(servers.map((server, place) => [`db${place}:27017`, server])) },
  } as never);
const refused = Object.assign(new MongoNetworkError(planted), { cause: { code: "ECONNREFUSED" } });

describe("a failure of the database", () => {
  it.each<[Error, RegExp]>([
    [server(18, "AuthenticationFailed"), /refused the user or the password/],
    [server(8000, "AtlasError"), /^Atlas refused it/],
    [server(13, "Unauthorized"), /may not read/],
    [server(50, "MaxTimeMSExpired"), /did not answer in time/],
    [server(11600, "InterruptedAtShutdown"), /changing its primary/],
    [server(241, "ConversionFailure"), /^the database answered with error 241 \(ConversionFailure\)$/],
    [server(242, planted), /^the database answered with error 242$/],
    [server(243), /^the database answered with error 243$/],
    [new MongoNetworkTimeoutError(planted), /did not answer in time/],
    [
      new MongoNetworkError(planted, { cause: Object.assign(new Error(planted), { code: "ECONNREFUSED" }) }),
      /^the database cannot be reached \(ECONNREFUSED\)$/,
    ],
    [new MongoNetworkError(planted), /^the database cannot be reached$/],
    [new MongoParseError(planted), /connection string is wrong/],
    [Object.assign(new Error(planted), { code: "ENOTFOUND" }), /^the database cannot be reached \(ENOTFOUND\)$/],
    [
      Object.assign(new Error(planted), { code: "ECONNREFUSED", syscall: "querySrv" }),
      /^the name of the database's host cannot be looked up \(ECONNREFUSED\)$/,
    ],
    [Object.assign(new Error(planted), { code: planted }), /^the database cannot be reached$/],
    [noneFit("rs0", { type: "RSSecondary" }, { type: "Unknown", error: refused }), /^the database has no primary$/],
    [noneFit("rs0", { type: "Unknown", error: refused }), /^the database cannot be reached \(ECONNREFUSED\)$/],
    [new TypeError(planted), /^this program failed \(TypeError\), not the database$/],
    [Object.assign(new Error(planted), { name: planted }), /^this program failed \(Error\), not the database$/],
  ])("%# is told in our own words", (error, reason) => {
    const failure = failureOf(error);
    expect(failure.reason).toMatch(reason);
    expect(failure.remedy).not.toBe("");
    expect(JSON.stringify(failure)).not.toMatch(/planted|camille/);
  });

  it.each<[string, Error, RegExp]>([
    ["another set's name", noneFit("other"), /replicaSet/],
    [
      "another version",
      noneFit(undefined, { type: "Unknown", error: new MongoCompatibilityError(planted) }),
      /compatib/,
    ],
    ["a file", Object.assign(new Error(planted), { code: "ENOENT", syscall: "open" }), /tlsCAFile/],
    [
      "a file that may not be read",
      Object.assign(new Error(planted), { code: "EACCES", syscall: "open" }),
      /tlsCAFile/,
    ],
  ])("is none where it is ours: %s", (_, error, remedy) => {
    const failure = failureOf(error);
    expect(failure).toMatchObject({ ours: true, remedy: expect.stringMatching(remedy) });
    expect(JSON.stringify(failure)).not.toMatch(/planted|camille/);
  });
});
