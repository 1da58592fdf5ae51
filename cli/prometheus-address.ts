import { readFileSync } from "node:fs";
import { loggedIn } from "../kit/model/login.ts";

/**
 * The address of a Prometheus, with its login where PROMETHEUS_PASSWORD_FILE names a file that holds the password: a command
 * line can be read by others.
 */
export function addressWithLogin(address: string): string {
  const file = process.env.PROMETHEUS_PASSWORD_FILE;
  return file === undefined ? address : loggedIn(address, readFileSync(file, "utf8").trim());
}

/** For people, without its password. */
export const withoutLogin = (address: string): string => address.replace(/\/\/[^/@]*@/, "//");
