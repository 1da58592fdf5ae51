import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createLog } from "../../../exporters/program/log.ts";
import { type PostEndpoint, serve } from "../../../exporters/program/serve.ts";

const megabyte = 1024 * 1024;

/** A server that takes a megabyte from whoever shows the token. */
async function server(patience?: Parameters<typeof serve>[0]["patience"]) {
  const taken: number[] = [];
  let finish: () => void = () => {};
  const endpoint: PostEndpoint = {
    refuse: ({ authorization }) => (authorization === "shown" ? undefined : { status: 401, text: "who are you?" }),
    ...{ longestBody: megabyte, atOnce: 2 },
    take: async ({ body }) => {
      taken.push(body.length);
      return { status: 200, text: "taken" };
    },
  };
  const { port, stop } = await serve({
    ...{ port: 0, host: "127.0.0.1", endpoints: {}, posts: { "/in": endpoint }, ready: () => true },
    log: createLog("test", () => {}),
    ...(patience && { patience }),
  });
  onTestFinished(() => {
    finish();
    return stop();
  });
  /** Writes, and keeps what is answered. */
  const talk = (text: string) => {
    const socket = connect(port, "127.0.0.1");
    const heard: string[] = [];
    socket.on("data", (chunk) => heard.push(chunk.toString())).on("error", () => {});
    socket.write(text);
    finish = () => socket.destroy();
    return { socket, heard };
  };
  return { port, taken, talk };
}
const head = (length: number, token = "shown") =>
  `POST /in HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\ncontent-length: ${length}\r\n\r\n`;
const answered = async ({ socket, heard }: { socket: Socket; heard: string[] }): Promise<string> => {
  if (heard.length === 0) await once(socket, "data");
  return heard.join("").split("\r\n")[0] ?? "";
};

it("refuses whoever may not post, and what is too long, before anything of the body is there", async () => {
  const { talk, taken } = await server();
  expect(await answered(talk(head(megabyte, "guessed")))).toContain("401");
  expect(await answered(talk(head(megabyte + 1)))).toContain("413");
  // A body whose length is not told counts while it comes.
  const chunked = talk("POST /in HTTP/1.1\r\nhost: x\r\nauthorization: shown\r\ntransfer-encoding: chunked\r\n\r\n");
  for (let piece = 0; piece < 5; piece++) chunked.socket.write(`40000\r\n${"x".repeat(0x40000)}\r\n`);
  expect(await answered(chunked)).toContain("413");
  expect(taken).toEqual([]);
  const good = talk(`${head(4)}good`);
  expect(await answered(good)).toContain("200");
  expect(taken).toEqual([4]);
});

it("answers a sender of a large refused body instead of breaking its connection", async () => {
  const { port } = await server();
  const response = await fetch(`http://127.0.0.1:${port}/in`, { method: "POST", body: "x".repeat(8 * megabyte) });
  expect(response.status).toBe(401);
});

it("reads only so many bodies at once", async () => {
  const { talk } = await server();
  const slow = [talk(`${head(9)}12345678`), talk(`${head(9)}12345678`)];
  await new Promise((resolve) => setImmediate(resolve));
  expect(await answered(talk(`${head(4)}more`))).toContain("503");
  for (const { socket } of slow) socket.write("9");
  for (const one of slow) expect(await answered(one)).toContain("200");
  expect(await answered(talk(`${head(4)}more`))).toContain("200");
});

it.each([
  ["says nothing", ""],
  ["never ends its headers", "POST /in HTTP/1.1\r\nhost: x\r\n"],
  ["never ends its body", `${head(10)}1`],
  ["goes on with a body that is refused", head(megabyte, "guessed")],
])("closes the connection of whoever %s", async (_, text) => {
  const { talk } = await server({ headers: 300, request: 600, lookEvery: 50 });
  const { socket } = talk(text);
  const drip = setInterval(() => text !== "" && socket.writable && socket.write("x"), 100);
  onTestFinished(() => clearInterval(drip));
  // Closed with or without a reset: whoever writes on into a closed connection is told so by one.
  await new Promise((resolve) => socket.once("close", resolve));
});
