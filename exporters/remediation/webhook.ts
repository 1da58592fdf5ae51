import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { oneByOne } from "../../kit/model/one-by-one.ts";
import type { PostEndpoint } from "../program/serve.ts";
import type { Conductor } from "./conductor.ts";

const texts = z.record(z.string(), z.string());
/** What Alertmanager posts, as far as it matters here. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const alertSchema = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: texts,
  annotations: texts.nullish().transform((annotations) => annotations ?? {}),
  startsAt: z.iso.datetime({ offset: true }),
  fingerprint: z.string().regex(/^[0-9a-f]{1,32}$/),
});
const notificationSchema = z.object({ version: z.literal("4"), alerts: oneByOne(alertSchema) });

/**
 * Where Alertmanager tells what is due. 200 means that it is on the disk; anything else, that it must be told again.
 * @param token what Alertmanager must show
 */
export function dueEndpoint(conductor: Pick<Conductor, "due">, token: string): PostEndpoint {
  return {
    refuse: ({ authorization = "" }) =>
      same(authorization, `Bearer ${token}`)
        ? undefined
        : { status: 401, text: "show the bearer token of the file remediation-token" },
    longestBody: 2 ** 20,
    atOnce: 8,
    take: async ({ body }) => {
      let sent: unknown;
      try {
        sent = JSON.parse(body.toString("utf8"));
      } catch {
        return { status: 400, text: "the body is not JSON" };
      }
      const { success, data, error } = notificationSchema.safeParse(sent);
      if (!success)
        return { status: 400, text: `not a notification of Alertmanager, version 4:\n${z.prettifyError(error)}` };
      const { understood, odd } = data.alerts;
      const wrong = odd.map(({ error }) => z.prettifyError(error));
      if (wrong.length > 0 && understood.length === 0)
        return { status: 400, text: `not alerts of Alertmanager, version 4:\n${wrong.join("\n")}` };
      conductor.due(
        understood
          .filter(({ status, labels }) => status === "firing" && labels.heals !== undefined)
          .map(({ labels, annotations, startsAt, fingerprint }) => {
            const began = new Date(startsAt).toISOString();
            const alert = labels.heals as string;
            return { incident: `${fingerprint} ${began}`, fingerprint, alert, startsAt: began, labels, annotations };
          }),
      );
      return { status: 200, text: ["taken up", ...wrong].join("\n") };
    },
  };
}

/** In the same time, whatever differs. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
