import { printedBy } from "../../kit/write/request.ts";
import type { Service } from "../service.ts";
import { ended, type Host } from "./host.ts";

/** Which program runs: what `<program>_build_info` says. */
export interface Build {
  readonly version: string;
  /** What it was built from, where it says so: a commit, or the tag of our exporters' image. */
  readonly revision: string;
}

/** Seconds: a program that hangs must not keep the others from being shown. */
const answerWithin = 5;

/**
 * As the program itself says, asked in its container: Prometheus may not have scraped it yet, and scrapes of
 * blackbox-exporter only what that probes. Undefined where it does not answer or does not say.
 */
export async function askedBuild(host: Host, container: string, service: Service): Promise<Build | undefined> {
  const asked = { path: "/metrics", seconds: answerWithin };
  const { out } = await ended(host.dockerCommand("exec", container, "sh", "-c", printedBy(service, asked)));
  const labels = /^\w+_build_info\{(.*)\}/m.exec(out)?.[1];
  if (labels === undefined) return undefined;
  const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? "";
  return { version: label("version"), revision: label("revision") };
}
