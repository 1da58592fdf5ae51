import type { Area, ChangeClass, MergedChange } from "../change.ts";

/** A class as a heading. */
export const classTitles: Readonly<Record<ChangeClass, string>> = {
  weakens: "Weakens detection or its protection",
  heals: "Changes what is done without a person",
  woken: "Changes who is woken, or when",
  harmless: "Harmless",
};

export const areaTitles: Readonly<Record<Area, string>> = {
  alerts: "alert",
  recordings: "recording",
  tests: "test",
  notifications: "notifications",
  remedies: "healing",
  messages: "message",
  scraping: "scraping",
  dashboards: "dashboard",
  deployment: "deployment",
  files: "file",
};

/** In one sentence, for those who read no further. */
export const verdicts: Readonly<Record<ChangeClass | "none", string>> = {
  none: "Nothing changes its meaning.",
  harmless: "Harmless: nobody is woken for anything else than before.",
  woken: "Changes who is woken, or when.",
  heals: "Changes what is done without a person, or how often.",
  weakens: "Weakens: something that was noticed, told, proven or protected before is not any more.",
};

/** The first of many, and how many others. */
export function some(
  items: readonly string[],
  shown: number,
): { readonly first: readonly string[]; readonly rest: number } {
  const all = items.length <= shown + 1;
  return { first: all ? items : items.slice(0, shown), rest: all ? 0 : items.length - shown };
}

/** `only in staging`, where not every environment is meant. */
export function whereOf({ environments }: Pick<MergedChange, "environments">, all: readonly string[]): string {
  return environments.length === all.length ? "" : `only in ${environments.join(", ")}`;
}
