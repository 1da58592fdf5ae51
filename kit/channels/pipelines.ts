import { replaced } from "../model/figures.ts";

/**
 * Ends of pipelines for Alertmanager's templates. They protect a channel from what label values contain: anybody on the
 * internet can choose some of them.
 * https://prometheus.io/docs/alerting/latest/notifications/#functions
 */

/** One line of at most so many characters. */
export const line = (longest: number): string => replaced("\\s+", " ") + clipped(longest);

/** At most so many characters, of several lines too. */
export const clipped = (longest: number): string => replaced(`(?s)^(.{${longest}}).+$`, "$1…");

/** The last of the next steps says whom to call. It is kept, up to so many characters, when they are too long. */
const longestLastStep = 120;

/** At most so many characters of the next steps: what is too long loses its middle, never its last line. */
export const clippedSteps = (longest: number): string =>
  // Marked first, because RE2 cannot look ahead.
  replaced(`(?s)^(.{${longest}}.+)$`, "…$1") +
  replaced(`(?s)^…(.{${longest - longestLastStep - 2}}).*(\n[^\n]{1,${longestLastStep}})$`, "$1…$2") +
  replaced(`(?s)^…?(.{${longest}}).+$`, "$1…");

/** Without characters that count as one or as two, depending on whom one asks: a limit must hold either way. */
const oneEach: string = replaced("[\\x{10000}-\\x{10FFFF}]", "□");

/** Markdown of our own, with label values between backquotes, that mentions nobody. */
export const ownMarkdown: string = oneEach + replaced("@(everyone|here)", "@\u200b$1");

/** Text that Discord shows as it is: nothing is formatted, and nobody is mentioned (@everyone, <@id>). */
export const markdown: string = oneEach + replaced("([\\\\*_~`|<>\\[\\]])", "\\$1") + replaced("@", "@\u200b");

/** What stands in a block of code, which nothing in it may end. */
export const inBlock = (longest: number): string => `${clipped(longest)}${oneEach}${replaced("`", "ʼ")}`;

/** HTML of a text with commands between backquotes, links and lines. */
export const richHtml: string = [
  replaced("&", "&amp;"),
  replaced("<", "&lt;"),
  replaced(">", "&gt;"),
  replaced('"', "&#34;"),
  replaced("(^|\\s)(https?://[^\\s`]+)", '$1<a href="$2">$2</a>'),
  replaced("([ (])\\+([1-9][0-9 ]{6,18}[0-9])", '$1<a href="tel:+$2">+$2</a>'),
  replaced("`([^`]*)`", '<code style="background:#f4f4f5;padding:1px 4px">$1</code>'),
  replaced("\\n", "<br>"),
  " | safeHtml",
].join("");

/** The value of one of Alertmanager's matchers, inside its quotation marks, in a URL. */
export const matcherInUrl: string = `${replaced('(["\\\\])', "\\$1")}${replaced("\\n", "\\n")} | urlquery${replaced("\\+", "%20")}`;
