import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { listenOnLoopback } from "../../kit/lab/sinks/loopback.ts";

/** Stands for an S3-compatible object storage with one bucket, as far as Terraform asks it. */
export interface ObjectStorage {
  readonly endpoint: string;
  /** The keys that hold something. */
  keys(): string[];
  /** Resolves when something is written under a key. */
  written(key: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Conditional writes are what a lock needs: `If-None-Match: *` creates, and is refused with 412 where there is an object.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function startObjectStorage({ bucket }: { bucket: string }): Promise<ObjectStorage> {
  const objects = new Map<string, Buffer>();
  const waiting = new Map<string, () => void>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://storage");
    const key = decodeURIComponent(pathname.slice(`/${bucket}/`.length));
    const answer = (status: number, body: string | Buffer = "") => {
      response.writeHead(status, { "content-length": Buffer.byteLength(body) });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    const refuse = (status: number, code: string) =>
      answer(status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
    if (!pathname.startsWith(`/${bucket}`) || !request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 "))
      return refuse(403, "AccessDenied");
    if (key === "" && request.method === "GET") {
      const prefix = searchParams.get("prefix") ?? "";
      const found = [...objects.keys()].filter((name) => name.startsWith(prefix));
      const contents = found.map((name) => `<Contents><Key>${name}</Key></Contents>`).join("");
      return answer(
        200,
        `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`,
      );
    }
    const object = objects.get(key);
    if (request.method === "GET" || request.method === "HEAD")
      return object === undefined ? refuse(404, "NoSuchKey") : answer(200, object);
    if (request.method === "PUT") {
      const body = await buffer(request);
      if (request.headers["if-none-match"] === "*" && objects.has(key)) return refuse(412, "PreconditionFailed");
      objects.set(key, body);
      waiting.get(key)?.();
      return answer(200);
    }
    objects.delete(key);
    answer(204);
  });
  const { port, stop } = await listenOnLoopback(server, 0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    keys: () => [...objects.keys()].sort(),
    written: (key) => new Promise((resolve) => waiting.set(key, resolve)),
    stop,
  };
}
