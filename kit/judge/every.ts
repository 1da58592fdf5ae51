import { declaredIn } from "../declared-in.ts";
import type { Alert } from "../model/alert.ts";
import type { Environment } from "../model/environment.ts";
import type { Mistake } from "../model/mistakes.ts";
import { isJudge, type Judge } from "./judge.ts";

/** Each file of this directory. */
export const judges: readonly Judge[] = await declaredIn(import.meta.dirname, isJudge, "every.ts");

/**
 * Everything that is wrong in the declarations of an environment and in its overrides, at once.
 * @param declared all alerts, those that the environment has not among them
 */
export const everyMistake = (environment: Environment, declared: readonly Alert[]): Mistake[] =>
  judges.flatMap((judge) => judge.mistakes(environment, declared));

/** docs/checks.md: what each check asks for, by the id with which its mistakes end. */
export function checksDocument(): string {
  const rows = judges
    .flatMap(({ checks }) => Object.entries(checks))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, about]) => `| \`${id}\` | ${about} |`);
  return `# Checks

What is asked of declarations and of overrides, before anything is generated. A mistake ends with the id of its check; the
same id stands in the code (\`kit/judge/\`) and in the test of the check. Written by \`npm run generate\`.

| id | what it asks for |
|---|---|
${rows.join("\n")}
`;
}
