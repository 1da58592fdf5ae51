import fc from "fast-check";

const of = (characters: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: length, maxLength: length });
const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const letters = `${lower}${lower.toUpperCase()}${digits}`;
const word = fc
  .string({ unit: fc.constantFrom(...`${lower}${digits}`), minLength: 10, maxLength: 14 })
  .map((text) => `q${text}`);

/** A quotation mark that stands before a value stands after it as well. */
const closing = (before: string) => /\\?["']$/.exec(before)?.[0] ?? "";

/** Something secret: what must never be stored, and how it stands in a text. */
export interface Secret {
  readonly kind: string;
  readonly secret: string;
  readonly text: string;
}

const kinds: Readonly<Record<string, fc.Arbitrary<Omit<Secret, "kind">>>> = {
  "e-mail address": fc
    .tuple(word, fc.constantFrom("@", "%40"), fc.constantFrom("example.org", "asso.benevoles.fr", "gmail.com"))
    .map(([name, at, host]) => ({ secret: `${name}${at}${host}`, text: `${name}${at}${host}` })),
  "signed token": fc
    .tuple(of(letters, 20), of(letters, 40), of(letters, 30))
    .map(([head, body, sign]) => ({ secret: body, text: `eyJ${head}.eyJ${body}.${sign}` })),
  "authorization header": fc
    .tuple(
      fc.constantFrom("authorization: ", "Authorization: Bearer ", '"authorization":"Basic ', "Bearer "),
      of(letters, 32),
    )
    .map(([before, secret]) => ({ secret, text: `${before}${secret}` })),
  cookie: fc
    .tuple(fc.constantFrom("cookie: ", "Set-Cookie: ", 'cookie":"', "cookie='"), word, word)
    .map(([before, first, second]) => ({ secret: second, text: `${before}sid=${first}; theme=${second}` })),
  "secret by name": fc
    .tuple(
      fc.constantFrom(
        "password=",
        '"password":"',
        "accessToken: ",
        "api_key=",
        "token='",
        'clientSecret\\":\\"',
        "pwd: ",
      ),
      word,
    )
    .map(([before, secret]) => ({ secret, text: `${before}${secret}${closing(before)}` })),
  "id of Firebase": of(letters, 28).map((secret) => ({ secret, text: secret })),
  "id of MongoDB": of("0123456789abcdef", 24).map((secret) => ({ secret, text: secret })),
  UUID: fc.uuid().map((secret) => ({ secret, text: secret })),
  "query string": fc
    .tuple(word, word)
    .map(([key, secret]) => ({ secret, text: `/announcements?${key}=${secret}&page=2` })),
  "password in an address": fc
    .tuple(word, word)
    .map(([user, secret]) => ({ secret, text: `mongodb+srv://${user}:${secret}@cluster.example.net/benevoclic` })),
  "telephone number": of(digits, 8).map((rest) => {
    const pairs = rest.match(/../g)?.join(" ") ?? "";
    return { secret: `06 ${pairs}`, text: `06 ${pairs}` };
  }),
  "IPv4 address": fc.ipV4().map((secret) => ({ secret, text: secret })),
};

/** Any of them. */
export const secrets: fc.Arbitrary<Secret> = fc.oneof(
  ...Object.entries(kinds).map(([kind, made]) => made.map((one) => ({ kind, ...one }))),
);
export const kindsOfSecrets = Object.keys(kinds);

/** Where it may stand: at the ends, and between whatever people put around a value. */
export const positions: fc.Arbitrary<(text: string) => string> = fc
  .tuple(
    fc.constantFrom(
      "",
      "user ",
      "failed for ",
      "(",
      "[",
      "{",
      '"',
      "'",
      "<",
      "/users/",
      "id=",
      "id:",
      ",",
      ";",
      "\n",
      "user_",
      "é ",
    ),
    fc.constantFrom("", " not found", ")", "]", "}", '"', "'", ">", "/edit", ",", ";", "\n    at x", "_old", " é"),
  )
  .map(
    ([before, after]) =>
      (text: string) =>
        `${before}${text}${after}`,
  );
