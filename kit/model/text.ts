/** The languages that the kit speaks. */
export type Locale = "fr" | "en";

/** Text that operators read, in both languages, beside the declaration it belongs to. */
export type Text = Readonly<Record<Locale, string>>;

/** Text of a platform whose operators all read English: the same in every language. */
export const english = (text: string): Text => ({ fr: text, en: text });

/** The languages in which `text` says nothing: types do not see an empty string, and nothing runs them before it is generated. */
export function missingTranslations(text: Text | undefined): Locale[] {
  return (["fr", "en"] as const).filter((locale) => (text?.[locale] ?? "").trim() === "");
}

/** French sets a space before a colon. */
export const colon: Text = { fr: " :", en: ":" };
