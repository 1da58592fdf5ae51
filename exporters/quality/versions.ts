/** https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string, with npm's leading v. */
const form =
  /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/** Precedence of Semantic Versioning 2.0.0, section 11: negative when `one` comes before `other`; nothing when either is no such version. */
export function compareVersions(one: string, other: string): number | undefined {
  const [first, second] = [form.exec(one.trim()), form.exec(other.trim())];
  if (first === null || second === null) return undefined;
  for (const part of [1, 2, 3]) {
    const difference = compareNumbers(first[part] ?? "", second[part] ?? "");
    if (difference !== 0) return difference;
  }
  return comparePrereleases(first[4], second[4]);
}

function comparePrereleases(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  const [ones, others] = [one.split("."), other.split(".")];
  for (const [place, mine] of ones.entries()) {
    const theirs = others[place];
    if (theirs === undefined) return 1;
    const difference = compareIdentifiers(mine, theirs);
    if (difference !== 0) return difference;
  }
  return ones.length - others.length;
}

function compareIdentifiers(one: string, other: string): number {
  const [isNumber, isOther] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (isNumber && isOther) return compareNumbers(one, other);
  if (isNumber !== isOther) return isNumber ? -1 : 1;
  return one < other ? -1 : Number(one > other);
}

/** Whole numbers without leading zeros, of any length. */
const compareNumbers = (one: string, other: string): number =>
  one.length !== other.length ? one.length - other.length : one < other ? -1 : Number(one > other);
