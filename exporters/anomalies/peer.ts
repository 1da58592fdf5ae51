import type { z } from "zod";
import { fetchAs, loggedIn } from "../../kit/model/login.ts";
import { type Prometheus, prometheusBy, sendBy } from "../../kit/model/prometheus.ts";
import { readSecret } from "../program/secret.ts";

/** Asks Prometheus or Alertmanager for a path of theirs. */
export type Peer = (path: string, init?: RequestInit) => Promise<Response>;

/** @param passwordFile read at every request: passwords are changed while this program runs */
export const peerAt =
  (url: string, passwordFile?: string): Peer =>
  async (path, init) =>
    fetchAs((passwordFile === undefined ? url : loggedIn(url, await readSecret(passwordFile))) + path, init);

/** ms: they are asked while a webhook, or a person before a page, waits. */
export const answerWithin = 3_000;

/** What it answers to a GET. @throws when it does not in time, refuses, or answers something else */
export async function answerOf<Answer>(peer: Peer, path: string, schema: z.ZodType<Answer>): Promise<Answer> {
  const response = await peer(path, { signal: AbortSignal.timeout(answerWithin) });
  if (!response.ok) throw new Error(`it answers ${response.status} to ${path}`);
  return schema.parse(await response.json());
}

export const prometheusOf = (peer: Peer): Prometheus => prometheusBy(sendBy(peer, answerWithin));
