/** A secret file that a service reads. Its name is shared; its value is nobody's but the host's. */
export interface Secret {
  /** Of the file, in the directory of each service that reads it. */
  readonly name: string;
  /** For people: what it is and where to get it. */
  readonly what: string;
  /** What a value looks like: an extended regular expression of grep for each of its lines. Tested on the host, never printed. */
  readonly form: string;
  readonly looksLike: string;
  /** A value of one's own choosing: random letters and digits can be made for it. */
  readonly generated?: true;
  /** It is another one in another form, and can be made of it. */
  readonly made?: { readonly of: Secret; readonly by: (value: string) => string };
}

/** The form of what somebody chose, such as a password. */
export const anyLine = { form: "^[^[:space:]].{7,}$", looksLike: "one line of at least 8 characters" } as const;

/** Declares a secret: `secret("smtp-password", { what: "the password of …", ...anyLine })`. */
export const secret = (name: string, definition: Omit<Secret, "name">): Secret => ({ name, ...definition });
