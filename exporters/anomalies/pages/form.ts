import type { Locale } from "../sheet.ts";
import { type Html, html } from "./html.ts";
import { say } from "./words.ts";

/** Who sends a form, and where it goes. */
export interface Sender {
  readonly locale: Locale;
  readonly name: string;
  /** The name is a login's, and stands. */
  readonly knownByLogin: boolean;
  /** Where its forms go. */
  readonly at: string;
  readonly token: string;
}

/** A form that shows its token, and asks for a name where no login gives it. */
export const form = ({ at, token, name, knownByLogin, locale }: Sender, id: string, content: Html): Html =>
  html`<form method="post" action="${at}"><input type="hidden" name="token" value="${token}">
${knownByLogin ? undefined : html`<label for="name-${id}">${say.yourName[locale]}</label><input id="name-${id}" name="name" autocomplete="name" maxlength="60" value="${name}">`}
${content}</form>`;
