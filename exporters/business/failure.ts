import {
  MongoCompatibilityError,
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoOperationTimeoutError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
} from "mongodb";

/** Why the database did not answer, in our own words: the driver's may quote a document, a user or an address. */
export interface Failure {
  readonly reason: string;
  readonly remedy: string;
  /** It says nothing about the database: this program failed. */
  readonly ours?: true;
}

/** https://www.mongodb.com/docs/manual/reference/error-codes/ */
const authenticationCode = 18;
const unauthorizedCode = 13;
/** Atlas's own, for all that it refuses. */
const atlasCode = 8000;
const tooSlowCodes = [50, 89, 262];
const notPrimaryCodes = [91, 189, 10107, 11600, 11602, 13435, 13436];

const refusedAuthentication: Failure = {
  reason: "the database refused the user or the password",
  remedy:
    "compare the user and the password in the file of --mongodb-uri-file with the database's (percent-encoded: a % as %25), mend the file and restart",
};
const notAllowed: Failure = {
  reason: "the user may not read this",
  remedy: "grant it the role `read` on the database (docs/business-metrics.md, Permissions)",
};
const refusedByAtlas: Failure = {
  reason: "Atlas refused it: the user or the password is wrong, or the user or the cluster's tier may not do this",
  remedy:
    "compare the user and the password in the file of --mongodb-uri-file with Atlas's, and the user's roles (docs/business-metrics.md, Permissions)",
};
const tooSlow: Failure = {
  reason: "the database did not answer in time",
  remedy: "look at its load and its slow operations; docs/business-metrics.md proposes indexes",
};
const failingOver: Failure = {
  reason: "the database is changing its primary",
  remedy: "it is over within a minute as a rule; otherwise look at the replica set's state",
};
const noPrimary: Failure = {
  reason: "the database has no primary",
  remedy: "look at the replica set's state (rs.status()): most of its members must run and see each other",
};
const otherSet: Failure = {
  reason: "no member of the replica set that the connection string names was found, though servers answer",
  remedy: "compare `replicaSet` in the file of --mongodb-uri-file with the set's own name (rs.status().set)",
  ours: true,
};
const otherVersion: Failure = {
  reason: "the database answers, but its version is not one that this program speaks with",
  remedy:
    "compare it with https://www.mongodb.com/docs/drivers/compatibility/?driver-language=javascript, and update the older one",
  ours: true,
};
const unreadableFile = (how: string): Failure => ({
  reason: `a file of this machine that the connection string names cannot be read${how}`,
  remedy:
    "put the certificate where tlsCAFile or tlsCertificateKeyFile in the file of --mongodb-uri-file name it, or name it there",
  ours: true,
});
const unreachable = (how: string): Failure => ({
  reason: `the database cannot be reached${how}`,
  remedy:
    "check that it runs, the address in the file of --mongodb-uri-file, the network and Atlas's list of allowed addresses",
});

const notFound = (how: string): Failure => ({
  reason: `the name of the database's host cannot be looked up${how}`,
  remedy:
    "check the name in the file of --mongodb-uri-file and this host's DNS: `resolvectl query <name>`; mongodb+srv asks for the record _mongodb._tcp.<name>",
});
/** DNS that fails says of the database nothing but that it was not found. */
const notReached = (error: unknown): Failure => {
  const { syscall = "" } = (error ?? {}) as NodeJS.ErrnoException;
  return /^(query|getaddrinfo)/.test(syscall) ? notFound(constant(error)) : unreachable(constant(error));
};

/** What a failed operation means. Nothing of the error's message is kept: only codes and names that are constants of the server, the driver or Node. */
export function failureOf(error: unknown): Failure {
  if (error instanceof MongoServerError) return serverFailure(error);
  if (error instanceof MongoServerSelectionError) return selectionFailure(error);
  if (error instanceof MongoNetworkTimeoutError || error instanceof MongoOperationTimeoutError) return tooSlow;
  if (error instanceof MongoNetworkError) return notReached(error.cause);
  if (error instanceof MongoParseError) return unreachable(" (its connection string is wrong)");
  if (error instanceof MongoCompatibilityError) return otherVersion;
  if (error instanceof MongoError)
    return { reason: `the driver failed (${error.name})`, remedy: "restart the exporter if it goes on" };
  if ((error as NodeJS.ErrnoException | null | undefined)?.syscall === "open") return unreadableFile(constant(error));
  return isOfTheSystem(error) ? notReached(error) : defect(error);
}

/** Failures of the network and of files have a code; what has none is no answer, nor the lack of one. */
const isOfTheSystem = (error: unknown) => typeof (error as { code?: unknown } | null | undefined)?.code === "string";

const defect = (error: unknown): Failure => ({
  reason: `this program failed (${error instanceof Error ? constant({ code: error.name }).slice(2, -1) || "Error" : "no error"}), not the database`,
  remedy: "report it as a defect, with the exporter's version; restart the exporter if it goes on",
  ours: true,
});

function serverFailure(error: MongoServerError): Failure {
  const code = Number(error.code);
  if (code === authenticationCode) return refusedAuthentication;
  if (code === atlasCode) return refusedByAtlas;
  if (code === unauthorizedCode) return notAllowed;
  if (tooSlowCodes.includes(code)) return tooSlow;
  if (notPrimaryCodes.includes(code)) return failingOver;
  return {
    reason: `the database answered with error ${code}${constant({ code: error.codeName })}`,
    remedy: "look the code up in https://www.mongodb.com/docs/manual/reference/error-codes/",
  };
}

/** No server was fit in time: the first reason that one of them gave, or what they are. */
function selectionFailure({ reason }: MongoServerSelectionError): Failure {
  const servers = [...(reason?.servers.values() ?? [])];
  const [first] = servers.flatMap((server) => (server.error ? [server.error] : []));
  // The driver drops a server that answers as a member of another set.
  if (reason?.setName && servers.length === 0) return otherSet;
  if (servers.some(({ type }) => type.startsWith("RS"))) return noPrimary;
  if (first instanceof MongoCompatibilityError || reason?.compatible === false) return otherVersion;
  if (first instanceof MongoServerError) return serverFailure(first);
  if (first instanceof MongoNetworkTimeoutError) return tooSlow;
  return notReached(first?.cause ?? first);
}

/** ` (ECONNREFUSED)`: a code, when it is a constant and not free text. */
function constant(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^[A-Za-z_]{3,40}$/.test(code) ? ` (${code})` : "";
}
