/** Something that never reaches a disk. */
interface Mask {
  readonly what: string;
  /** In the syntax that RE2 and JavaScript share; upper and lower case are one. */
  readonly pattern: string;
}

/** What stands for it. */
export const maskedAs = "****";

/** What no other letter or digit continues; several of them joined by `_` among them, which is a letter to `\b`. */
const alone = (pattern: string) => `(?:\\b|_)(?:${pattern})(?:_(?:${pattern}))*(?:\\b|_)`;

const quoted = String.raw`\\?"(?:[^"\\]|\\.)*"?|\\?'(?:[^'\\]|\\.)*'?`;

/**
 * Masked in every message and every field, in this order: a line is stored by whoever may read it for weeks, and what should not be
 * in it is there in the end. Rather a word too many than a secret.
 */
export const masks: readonly Mask[] = [
  {
    what: "headers that open something, to the end of the line",
    pattern: String.raw`(?:authorization|cookie|x-api-key|x-auth-token)[\\"']*\s*[:=][^\r\n]*`,
  },
  {
    what: "secrets by their name",
    pattern: String.raw`(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|session[_-]?id|credentials?)[\\"']*\s*[:=]\s*(?:${quoted}|(?:[^\s,;&]*(?:[:=]|bearer|basic)\s+)*[^\s,;&]+)`,
  },
  { what: "logins of HTTP", pattern: String.raw`(?:\S*(?:bearer|basic)\s+)+\S{8,}` },
  { what: "signed tokens (JWT)", pattern: String.raw`eyJ[\w-]+(?:\.[\w-]*)+` },
  { what: "names and passwords in addresses", pattern: String.raw`:\/\/[^\s/@"']+@` },
  {
    what: "e-mail addresses",
    pattern: String.raw`[^\s@"'<>(),;:/=&?\[\]{}|]+(?:@|%40)[^\s@"'<>(),;:/&?\[\]{}|]+`,
  },
  { what: "query strings", pattern: String.raw`\?[^\s"'<>]+` },
  { what: "ids of MongoDB", pattern: alone("[0-9a-f]{24}") },
  { what: "ids of Firebase", pattern: alone("[a-z0-9]{28}") },
  { what: "UUIDs", pattern: "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}" },
  { what: "anything long that nobody can read", pattern: String.raw`[\w-]{40,}|[\w-]*\d[\w-]{24,}` },
  {
    what: "telephone numbers of other countries",
    pattern: String.raw`(?:\+|\b00)[1-9]\d{0,2}[ .()-]{0,3}(?:0\)[ .-]?)?\d(?:[ .-]?\d){5,11}`,
  },
  { what: "telephone numbers", pattern: alone(String.raw`0[1-9](?:[ .-]?\d{2}){4}`) },
  { what: "IPv4 addresses", pattern: String.raw`(?:\d{1,3}\.){3}\d{1,3}` },
  {
    what: "IPv6 addresses",
    pattern: "(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,7}:(?:[0-9a-f]{1,4})?(?::[0-9a-f]{1,4})*",
  },
];

const compiled = masks.map(({ pattern }) => new RegExp(pattern, "gi"));

/** A text as it would be stored. */
export const masked = (text: string): string => compiled.reduce((rest, mask) => rest.replaceAll(mask, maskedAs), text);
