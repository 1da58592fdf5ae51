import dns from "node:dns";
import { expect, it, vi } from "vitest";
import { clientOf } from "../../../exporters/business/connection.ts";
import { Mistake } from "../../../exporters/program/mistake.ts";

it("asks a secondary where there is one, over two connections, and gives up an answer that does not come", async () => {
  const client = clientOf("mongodb://127.0.0.1:27017/?readPreference=primary&maxPoolSize=50", 32_000);
  const { readPreference, maxPoolSize, socketTimeoutMS } = client.options;
  expect({ mode: readPreference.mode, maxPoolSize, socketTimeoutMS }).toEqual({
    mode: "secondaryPreferred",
    maxPoolSize: 2,
    socketTimeoutMS: 32_000,
  });
  await client.close();
});

it.each([
  "%40",
  "%2F%3A%3F%23%5B%5D%25",
  "plain-._~!$&'()*+,;=",
  "\u00e9t\u00e9",
  "a|b^c{d}",
])("reads the password %s as it is meant", async (password) => {
  for (const scheme of ["mongodb", "mongodb+srv"]) {
    const uri = `${scheme}://reader:${password}@db.example.org/benevoclic?appName=a%40b`;
    const client = clientOf(uri, 1000);
    expect(client.options.credentials?.password).toBe(decodeURIComponent(password));
    expect(client.options.srvHost ?? client.options.hosts[0]?.host).toBe("db.example.org");
    await client.close();
  }
});

it.each([
  "p@ss/word",
  "pa/ss",
  "pass#word",
  "pass?word",
  "p:ssword",
  "p%ssword",
  "p@ss",
  "p@ss,word",
  "p[ss]",
  "ss:27017/@@",
])("an unescaped password (%s) is told with the commonest cause, and no piece of it is looked up or shown", (password) => {
  const asked = [vi.spyOn(dns, "lookup"), vi.spyOn(dns.promises, "resolveSrv"), vi.spyOn(dns.promises, "lookup")];
  for (const scheme of ["mongodb", "mongodb+srv"]) {
    let refusal: unknown;
    try {
      clientOf(`${scheme}://reader:${password}@db.example.org/benevoclic`, 1000);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(Mistake);
    const { message, remedy } = refusal as Mistake;
    expect(message).toContain("must be percent-encoded");
    expect(remedy).toContain("@ as %40");
    for (const piece of password.split(/\W+/).filter((one) => one.length > 1))
      expect(message).not.toMatch(`\\b${piece}\\b`);
  }
  for (const spy of asked) expect(spy).not.toHaveBeenCalled();
});

it.each([
  ["", "no MongoDB connection string"],
  ["MONGODB_URI=mongodb://reader:pa55@db", "no MongoDB connection string"],
  ['"mongodb://reader:pa55@db"', "no MongoDB connection string"],
  ["mongodb://reader:pa55@db\nmongodb://reader:pa55@db2", "no MongoDB connection string"],
  ["mongodb://", "no MongoDB connection string"],
  ["mongodb://reader:pa55@db:port", "no MongoDB connection string"],
  ["mongodb://reader:pa55@db/?retryWrite=true", "an option of the connection string"],
  ["mongodb+srv://reader:pa55@db.example.org/?tls=maybe", "an option of the connection string"],
  ["mongodb+srv://reader:pa55@db.example.org:27017/", "begins with mongodb+srv and has a port"],
  ["mongodb+srv://a.example.org,b.example.org/", "begins with mongodb+srv and has a port or several hosts"],
  ["mongodb+srv://reader:<db_password>@db.example.org", "a placeholder in the password's place"],
])("%j is refused", (uri, words) => {
  expect(() => clientOf(uri, 1000)).toThrow(words);
  expect(() => clientOf(uri, 1000)).not.toThrow("pa55");
});
