import { z } from "zod";
import { name, text, url } from "./forms.ts";

/**
 * A service that takes samples by Prometheus' remote write as well: Mimir, Grafana Cloud, VictoriaMetrics, Thanos' receiver.
 * https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
const remoteSchema = z
  .strictObject({
    url,
    /** How it knows us: a name and a password (or Grafana Cloud's number and token), a token, or not at all. The secret is a file. */
    login: z.union(
      [z.strictObject({ username: text(/./, "the name that the service knows") }), z.enum(["token", "none"])],
      "{ username: … }, token or none",
    ),
    /** The names of the metrics that are sent, as a regular expression; all, unless told. */
    metrics: text(/./, "a regular expression of metric names such as up|node_.*")
      .refine(isRegularExpression, "a regular expression of metric names such as up|node_.*")
      .optional(),
  })
  .refine(({ url, login }) => login === "none" || url.startsWith("https://") || isThisMachine(url), {
    path: ["url"],
    error: "https:// where a secret is sent along",
  });

/** By a name that stands in metrics, logs and the secret's file. */
export const remoteWriteSchema = z.record(name, remoteSchema).default({});

export type RemoteWrite = z.output<typeof remoteWriteSchema>;

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

const isThisMachine = (address: string) => ["127.0.0.1", "localhost"].includes(new URL(address).hostname);
