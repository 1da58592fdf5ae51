import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { instead, Misuse, type Taking } from "./command.ts";

// The kinds of arguments and options. Whoever needs another kind writes it here.

/** An option without a value: `--json`. */
export const toggle = (about: string): Taking<boolean> => ({ about, read: (given) => given.length > 0 });

/** `--json`, for what a script would read. */
export const json = toggle("for a script: JSON on standard output, and nothing else there");

/** Any text. */
export const text = (value: string, about: string): Taking<string | undefined> => ({
  ...{ value, about },
  read: (given) => given.at(-1),
});

/** `--platform examples/shop` */
export const platform = text("directory", "another platform, such as examples/shop");

/** One that has to be there. */
export const required = <Value>(one: Taking<Value>): Taking<NonNullable<Value>> => ({
  ...one,
  required: true,
  read(given, name) {
    const read = one.read(given, name);
    if (read === undefined || read === null)
      throw new Misuse(`${name} is missing: ${one.among?.join(", ") ?? one.about}`, `give ${name}`);
    return read;
  },
});

/** One that is taken for given where nothing is said. */
export const otherwise = <Value>(usual: NonNullable<Value>, one: Taking<Value>): Taking<NonNullable<Value>> => ({
  ...one,
  about: `${one.about}; ${usual} where nothing is said`,
  read: (given, name) => one.read(given, name) ?? usual,
});

/** One of those that there are. */
export const oneOf = <const One extends string>(
  value: string,
  among: readonly One[],
  about: string,
): Taking<One | undefined> => ({
  ...{ value, about, among },
  read(given, name) {
    const found = given.at(-1);
    const known = among.find((one) => one === found);
    if (found !== undefined && known === undefined)
      throw new Misuse(`${name}: "${found}" is none that there is`, instead(found, among));
    return known;
  },
});

/** A number within limits, both allowed. */
export const number = (
  value: string,
  about: string,
  { from, to, whole = false }: { readonly from: number; readonly to: number; readonly whole?: boolean },
): Taking<number | undefined> => ({
  ...{ value, about: `${about}, ${from} to ${to}` },
  read(given, name) {
    const found = given.at(-1);
    if (found === undefined) return undefined;
    const read = found.trim() === "" ? Number.NaN : Number(found);
    if (!(read >= from && read <= to) || (whole && !Number.isInteger(read)))
      throw new Misuse(`${name} ${found}`, `allowed: ${whole ? "whole numbers " : ""}from ${from} to ${to}`);
    return read;
  },
});

/** The address of a service. */
export const address = (about: string): Taking<string | undefined> => ({
  ...{ value: "url", about },
  read(given, name) {
    const found = given.at(-1);
    if (found !== undefined && !/^https?:$/.test(URL.canParse(found) ? new URL(found).protocol : ""))
      throw new Misuse(`${name} ${found} is no address`, "write it as http://127.0.0.1:9090");
    return found;
  },
});

/** All arguments that follow. */
export const rest = (value: string, about: string): Taking<readonly string[]> => ({
  ...{ value, about, many: true },
  read: (given) => given,
});

const configured = readdirSync(fileURLToPath(new URL("../config", import.meta.url)))
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => path.basename(file, ".yaml"))
  .sort();

/** The name of an environment: each file of config/ is one. */
export const environment = oneOf("environment", configured, "a file of config/");
