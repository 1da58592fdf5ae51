import { afterEach, expect, test } from "vitest";
import { type HttpHandler, type HttpRequest, startHttpServer } from "../../../../kit/lab/sinks/http-server.ts";
import type { Listening } from "../../../../kit/lab/sinks/loopback.ts";

let server: Listening | undefined;
afterEach(() => server?.stop());

async function serve(handle: HttpHandler): Promise<string> {
  server = await startHttpServer(handle, { port: 0, maxBodyBytes: 10 });
  return `http://127.0.0.1:${server.port}`;
}

test("hands over method, path, query and body", async () => {
  let seen: HttpRequest | undefined;
  const address = await serve((request) => {
    seen = request;
    return { status: 204 };
  });
  await fetch(`${address}/some/path?wait=true&x=1?2`, { method: "PUT", body: "hello" });
  expect(seen).toMatchObject({ method: "PUT", path: "/some/path" });
  expect(seen?.query.get("wait")).toBe("true");
  expect(seen?.query.get("x")).toBe("1?2");
  expect(String(seen?.body)).toBe("hello");
});

test("answers with status, headers and JSON", async () => {
  const address = await serve(() => ({ status: 201, headers: { "X-One": "1" }, json: { two: 2 } }));
  const answer = await fetch(address);
  expect(answer.status).toBe(201);
  expect(answer.headers.get("x-one")).toBe("1");
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toEqual({ two: 2 });
});

test("takes a body of the longest size and not one byte more", async () => {
  const address = await serve(({ body }) => ({ status: body === "too large" ? 413 : 200 }));
  const statusOf = async (size: number) => (await fetch(address, { method: "POST", body: "x".repeat(size) })).status;
  expect(await statusOf(10)).toBe(200);
  expect(await statusOf(11)).toBe(413);
});

test("a request left without an answer ends with the server", async () => {
  let arrived: () => void = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const address = await serve(() => {
    arrived();
    return "none";
  });
  const outcome = fetch(address).then(
    () => "answered",
    () => "ended",
  );
  await arrival;
  await server?.stop();
  expect(await outcome).toBe("ended");
});
