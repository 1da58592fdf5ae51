import { z } from "zod";
import type { PostAnswer, PostEndpoint } from "../program/serve.ts";
import { Failed } from "./store.ts";
import { same } from "./webhooks.ts";

/**
 * Takes reports of the monitoring's other programs into the records, from whoever shows the recorder's token.
 * @param keep what becomes of a report; its answer, or nothing when it was recorded. What the store did not take (`Failed`) is
 *   answered 503, to be sent again.
 */
export function reportEndpoint<Report>(
  schema: z.ZodType<Report>,
  { token, longestBody }: { readonly token: string; readonly longestBody: number },
  keep: (report: Report) => Promise<PostAnswer | undefined>,
): PostEndpoint {
  return {
    refuse: ({ authorization = "" }) =>
      same(authorization, `Bearer ${token}`)
        ? undefined
        : { status: 401, text: "show the bearer token of the file recorder-token" },
    longestBody,
    atOnce: 4,
    take: async ({ body }) => {
      let report: Report;
      try {
        report = schema.parse(JSON.parse(body.toString("utf8")));
      } catch (error) {
        return { status: 400, text: error instanceof z.ZodError ? z.prettifyError(error) : "the body is not JSON" };
      }
      try {
        return (await keep(report)) ?? { status: 200, text: "recorded" };
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        return { status: 503, text: `not recorded yet: ${error.message}; send it again` };
      }
    },
  };
}
