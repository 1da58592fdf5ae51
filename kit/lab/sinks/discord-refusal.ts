import { STATUS_CODES } from "node:http";
import type { z } from "zod";

/** An answer of Discord that refuses a request. */
export interface DiscordRefusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json: unknown;
  /** The same in one line, for people. */
  readonly reason: string;
}

/** Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes */
export const REFUSALS = {
  notFound: refusal(404, 0, "404: Not Found"),
  methodNotAllowed: refusal(405, 0, "405: Method Not Allowed"),
  unknownWebhook: refusal(404, 10015, "Unknown Webhook"),
  invalidToken: refusal(401, 50027, "Invalid Webhook Token"),
  emptyMessage: refusal(400, 50006, "Cannot send an empty message"),
  invalidJson: refusal(400, 50109, "The request body contains invalid JSON."),
  tooLarge: refusal(413, 40005, "Request entity too large"),
  /** Discord takes multipart/form-data too; nothing here sends it. The answer's form is the one observed, not a documented one. */
  wrongContentType: {
    status: 400,
    json: { _misc: [`Expected "Content-Type" header to be one of {'application/json'}.`] },
    reason: "Content-Type is not application/json",
  },
} satisfies Record<string, DiscordRefusal>;

/** Discord out of order. */
export function outOfOrder(status: number): DiscordRefusal {
  return refusal(status, 0, `${status}: ${STATUS_CODES[status] ?? "Unknown Error"}`);
}

/** @param retryAfter seconds. https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit */
export function rateLimited(retryAfter: number): DiscordRefusal {
  const message = "You are being rate limited.";
  return {
    status: 429,
    headers: { "Retry-After": String(Math.ceil(retryAfter)), "X-RateLimit-Scope": "user" },
    json: { message, retry_after: retryAfter, global: false },
    reason: `${message} Retry after ${retryAfter} s`,
  };
}

interface FieldError {
  readonly code: string;
  readonly message: string;
}
interface FieldErrors {
  _errors?: FieldError[];
  [key: string]: FieldErrors | FieldError[] | undefined;
}

/**
 * Issues as Discord words them: `errors.embeds.0.title._errors: [{ code: "BASE_TYPE_MAX_LENGTH", message }]`.
 *
 * @param issues of a parse with `reportInput`, which tells a missing value from a wrong one
 */
export function invalidForm(issues: readonly z.core.$ZodIssue[]): DiscordRefusal {
  const errors: FieldErrors = {};
  const reasons: string[] = [];
  for (const issue of issues) {
    let at = errors;
    for (const key of issue.path.map(String)) {
      at[key] ??= {};
      at = at[key] as FieldErrors;
    }
    const error = fieldError(issue);
    at._errors = [...(at._errors ?? []), error];
    reasons.push(`${[...issue.path, error.code].join(".")}: ${error.message}`);
  }
  const { status, json, reason } = refusal(400, 50035, "Invalid Form Body");
  return { status, json: { ...json, errors }, reason: `${reason}: ${reasons.join("; ")}` };
}

function fieldError(issue: z.core.$ZodIssue): FieldError {
  switch (issue.code) {
    case "custom":
      return { code: String(issue.params?.code), message: issue.message };
    case "too_big":
      return issue.origin === "array"
        ? { code: "BASE_TYPE_MAX_LENGTH", message: `Must be ${issue.maximum} or fewer in length.` }
        : { code: "NUMBER_TYPE_MAX", message: `int value should be less than or equal to ${issue.maximum}.` };
    case "too_small":
      return { code: "NUMBER_TYPE_MIN", message: `int value should be greater than or equal to ${issue.minimum}.` };
    case "invalid_type":
      return issue.input === undefined
        ? { code: "BASE_TYPE_REQUIRED", message: "This field is required" }
        : { code: "BASE_TYPE_CONVERT", message: issue.message };
    default:
      return { code: "BASE_TYPE_CONVERT", message: issue.message };
  }
}

function refusal(status: number, code: number, message: string) {
  return { status, json: { message, code }, reason: `${code} ${message}` };
}
