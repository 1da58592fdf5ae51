import type { Page } from "playwright-core";
import type { Text } from "../../kit/model/text.ts";

/** Who walks: an account that was made for journeys, and is in no business figure. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

/** What a step may use. */
export interface Way {
  readonly page: Page;
  /** @throws Error when the journey was started without one */
  account(): Account;
  /** The path of the announcement that was made for journeys. */
  readonly announcement: string;
}

/** One thing that a visitor does, and sees done. */
export interface Step {
  /** Lower-case letters and dashes: a label's value. */
  readonly name: string;
  readonly title: Text;
  /** @throws Error when the visitor would not get on */
  readonly walk: (way: Way) => Promise<void>;
}

/** What a visitor came for, step by step. */
export interface Journey {
  readonly name: string;
  readonly title: Text;
  readonly steps: readonly Step[];
  /** Takes back what the journey left, also what one that was killed left before. It is walked before and after. */
  readonly cleanUp?: readonly Step[];
  /** Leaves something that a visitor cannot take back: it is walked by hand alone, never again and again. */
  readonly byHand?: true;
}

export const step = (name: string, fr: string, en: string, walk: Step["walk"]): Step => ({
  name,
  title: { fr, en },
  walk,
});
