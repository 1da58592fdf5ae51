import { type HttpRequest, startHttpServer } from "./http-server.ts";
import { Inbox } from "./inbox.ts";
import type { Listening } from "./loopback.ts";

/** Enough for any notification of Alertmanager; a longer one is answered 413. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface WebhookCall {
  readonly path: string;
  readonly method: string;
  readonly headers: HttpRequest["headers"];
  /** The parsed JSON where the caller sent JSON, else the text. */
  readonly body: unknown;
  readonly receivedAt: Date;
  /** The HTTP status that the caller got. */
  readonly answered: number;
}

export type WebhookBehaviour = "normal" | { readonly failing: number };

export interface WebhookSink extends Listening {
  /** @param path begins with "/" */
  url(path: string): string;
  /** Every call, those answered with an error included. */
  readonly inbox: Inbox<WebhookCall>;
  behave(behaviour: WebhookBehaviour): void;
}

/**
 * An HTTP service that only takes notes: stands for the heartbeat service and for any other webhook receiver.
 *
 * @param options.paths the paths that exist, the others answer 404; every path exists when left out
 */
export async function startWebhookSink(
  options: { port?: number; paths?: readonly string[] } = {},
): Promise<WebhookSink> {
  const inbox = new Inbox<WebhookCall>("webhook call");
  let behaviour: WebhookBehaviour = "normal";

  const statusFor = (request: HttpRequest): number => {
    if (options.paths && !options.paths.includes(request.path)) return 404;
    if (behaviour !== "normal") return behaviour.failing;
    return request.body === "too large" ? 413 : 200;
  };

  const listening = await startHttpServer(
    (request) => {
      const answered = statusFor(request);
      const { path, method, headers } = request;
      inbox.add({ path, method, headers, body: content(request), receivedAt: new Date(), answered });
      return { status: answered };
    },
    { port: options.port ?? 0, maxBodyBytes: MAX_BODY_BYTES },
  );

  return {
    ...listening,
    url: (path) => `http://127.0.0.1:${listening.port}${path}`,
    inbox,
    behave(next) {
      behaviour = next;
    },
  };
}

function content({ body, headers }: HttpRequest): unknown {
  const text = body.toString();
  if (!headers["content-type"]?.includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
