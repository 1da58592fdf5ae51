import type { z } from "zod";
import type { Config } from "../config/load.ts";
import type { Severity } from "../model/level.ts";
import type { Secret } from "../model/secret.ts";
import type { Locale } from "../model/text.ts";

/** What a channel is told of: the alerts of a severity, in an environment of a platform. */
export interface Told {
  /** The platform, as people call it. */
  readonly title: string;
  readonly config: Config;
  readonly severity: Severity;
  /** The call of one of the templates, by its name. */
  readonly template: (name: string) => string;
}

/** A way to people. It is one file: what Alertmanager is configured with, the templates of its messages, its secrets. */
export interface Channel {
  readonly name: string;
  /** What an environment's file says of it, under `notifications.<name>`. */
  readonly settings?: z.ZodType;
  /** Alertmanager's integrations, as they stand in the receiver of a severity. */
  integrations(told: Told): Readonly<Record<string, readonly object[]>>;
  /** The secret files that they read, in Alertmanager's directory of secrets. */
  secrets(severity: Severity): readonly Secret[];
  /** A pipeline of templates that protects the channel from what label values contain: `<name>.ended` tells an end so. */
  readonly protects?: string;
  /** The definitions of the templates that they call. */
  templates?(config: Config): readonly string[];
  /** Where the messages arrive, for people. */
  describe(severity: Severity, config: Config, locale: Locale): string;
}
