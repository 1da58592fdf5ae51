import { Mistake } from "../program/mistake.ts";

/** What must be written otherwise in a user's name or password, as encodeURIComponent does it. */
const encoded = "@ as %40, / as %2F, : as %3A, ? as %3F, # as %23, % as %25";

/**
 * Looks for what the driver would misread. It takes what stands between the first `@` and the next `/` for hosts: of the password `p@ss/word`
 * it would look up `ss` by DNS, and name it in its errors.
 *
 * @param uri the secret; no piece of it is in a message
 * @throws Mistake
 * @see https://www.mongodb.com/docs/manual/reference/connection-string/
 */
export function refuseMisread(uri: string): void {
  const [, rest] = /^mongodb(?:\+srv)?:\/\/(\S+)$/.exec(uri) ?? [];
  if (rest === undefined) throw noConnectionString();
  const at = rest.indexOf("@");
  // Options end with the string: an @ in them must be encoded as well.
  const isMisread = rest.lastIndexOf("@") !== at || (at !== -1 && rest.search(/[/?#]/) < at && /[/?#]/.test(rest));
  const credentials = at === -1 ? "" : rest.slice(0, at);
  if (/<\w*password>/i.test(credentials)) {
    throw new Mistake(
      "the connection string in the file of --mongodb-uri-file has a placeholder in the password's place",
      `put the password in its place, percent-encoded: ${encoded}`,
    );
  }
  if (isMisread || credentials.split(":").length > 2 || /%(?![0-9A-Fa-f]{2})|[[\]]/.test(credentials)) {
    throw new Mistake(
      "the password or the user's name in the file of --mongodb-uri-file holds a character that must be percent-encoded",
      `write ${encoded}; \`node -p 'encodeURIComponent(require("node:fs").readFileSync(0, "utf8").trim())'\` reads a password and prints it so`,
    );
  }
  const [hosts = ""] = rest.slice(at + 1).split(/[/?]/, 1);
  if (uri.startsWith("mongodb+srv:") && /[:,]/.test(hosts)) throw oddService();
}

export const noConnectionString = () =>
  new Mistake(
    "the file of --mongodb-uri-file holds no MongoDB connection string",
    "write one line such as mongodb+srv://reader:<password>@cluster.example.net, with the password percent-encoded",
  );

export const oddOptions = () =>
  new Mistake(
    "an option of the connection string in the file of --mongodb-uri-file (after the ?) is not known or has a value that does not fit",
    "compare them, letter by letter, with https://www.mongodb.com/docs/manual/reference/connection-string-options/",
  );

const oddService = () =>
  new Mistake(
    "the connection string in the file of --mongodb-uri-file begins with mongodb+srv and has a port or several hosts",
    "name one host without a port, as Atlas shows it, or begin with mongodb:// where you name the servers themselves",
  );
