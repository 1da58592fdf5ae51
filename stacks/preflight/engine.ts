import { z } from "zod";
import { answered } from "../operations/answer.ts";
import type { Check } from "./check.ts";

/** What the trial ran on (design: deployment); older ones know no `no-new-privileges` with our other settings. */
const oldest = { version: 20.1, shown: "20.10" };

const server = z.object({ Version: z.string() });

/** An engine that is new enough. */
export const engineCheck: Check = async ({ host }) => {
  const { Version } = answered(
    `docker version on ${host.engine}`,
    await host.docker("version", "--format", "{{json .Server}}"),
    server,
  );
  if (Number.parseFloat(Version) >= oldest.version) return {};
  const what = `Docker ${Version} is too old; needed: ${oldest.shown} or newer`;
  return {
    mistakes: [{ where: host.engine, what, remedy: "upgrade the engine: https://docs.docker.com/engine/install/" }],
  };
};
