import type { Account } from "./journey.ts";

/** Addresses of people, ids of MongoDB and of Firebase (docs/benevoclic.md section 2), tokens. */
const ofPeople = [/[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/gi, /\b[A-Za-z0-9_-]{20,}\b/g];

/** Takes out of a line what belongs to somebody, and what the journey signed in with. */
export function maskOf(account: Account | undefined): (line: string) => string {
  const own = account ? [account.email, account.password] : [];
  const hide = (line: string, secret: string) =>
    [secret, encodeURIComponent(secret)].reduce((text, form) => text.replaceAll(form, "…"), line);
  return (line) => ofPeople.reduce((text, pattern) => text.replace(pattern, "…"), own.reduce(hide, line));
}
