/** Something that the person who starts a program can mend: told in one log line, without a stack. */
export class Mistake extends Error {
  /** What to do about it. */
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.name = "Mistake";
    this.remedy = remedy;
  }
}
