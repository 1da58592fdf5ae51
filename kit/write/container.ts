import type { Container } from "../model/service.ts";
import { requestInside } from "./request.ts";

/** How every container of ours is bounded on an engine, and seen to be well, whoever starts it: Terraform or Compose. */

/**
 * At most one core, and a quarter of what others get while there is none to spare: the platform comes first. In microseconds.
 */
export const cpu = { period: 100_000, quota: 100_000, shares: 256 } as const;

/**
 * Of a user's threads, all of them on the host: the provider of Terraform knows no limit of a container's own. Far more than ours have
 * together, and than any user has with its apps.
 */
export const mostThreads = 4096;

/**
 * A first process that hears of the end of what others leave behind: busybox's `timeout` leaves one process at each check of health,
 * a program that starts others may leave some as well. Unheard, they count, and within hours the user has no more: nothing of it can start a thread.
 */
export const init = true;

/** https://docs.docker.com/engine/logging/drivers/json-file/#options */
export const logRotation = { "max-size": "10m", "max-file": "3" } as const;

/** With the tools that the images of all these services have; an image of one's own must have them as well. */
export function healthcheckOf(service: { readonly name: string } & Container) {
  const { healthPath, startSeconds } = service;
  return {
    test: ["CMD", "sh", "-c", requestInside(service, { path: healthPath, seconds: 4 })],
    interval: "10s",
    timeout: "5s",
    retries: 3,
    startPeriod: engineDuration(startSeconds),
  };
}

/** As the engine writes it, `1m30s`: the provider compares the text, and any other is a difference at every plan. */
function engineDuration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
