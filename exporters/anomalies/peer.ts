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

/** ms: it is asked while a webhook waits. */
const answerWithin = 3_000;

export const prometheusOf = (peer: Peer): Prometheus => prometheusBy(sendBy(peer, answerWithin));
