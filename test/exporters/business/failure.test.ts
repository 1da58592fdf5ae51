import { MongoNetworkError, MongoNetworkTimeoutError, MongoParseError, MongoServerError } from "mongodb";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../../exporters/business/failure.ts";

/** Servers and drivers quote documents, users and addresses in their messages. */
const planted = "planted: can't convert 'camille@example.org', planted-password@db.example.org";
const server = (code: number, codeName?: string) =>
  new MongoServerError({ message: planted, errmsg: planted, code, codeName });

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
    [Object.assign(new Error(planted), { code: planted }), /^the database cannot be reached$/],
    [new TypeError(planted), /^this program failed \(TypeError\), not the database$/],
    [Object.assign(new Error(planted), { name: planted }), /^this program failed \(Error\), not the database$/],
  ])("%# is told in our own words", (error, reason) => {
    const failure = failureOf(error);
    expect(failure.reason).toMatch(reason);
    expect(failure.remedy).not.toBe("");
    expect(JSON.stringify(failure)).not.toMatch(/planted|camille/);
  });
});
