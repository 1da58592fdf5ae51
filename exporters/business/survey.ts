import { z } from "zod";
import { survey } from "../../signals/metrics/business.ts";
import { type Sample, sample } from "../program/exposition.ts";
import { Mistake } from "../program/mistake.ts";
import { beginningOf, dayOf, dayOfParts } from "./days.ts";

/** Scores are served out of 5, as their objective is stated (> 4/5, benevoclic.md section 4). */
const servedScale = 5;

/** The survey's file, written by hand or exported: `{ "score": 4.3, "scale": 5, "answers": 57, "date": "2025-08-18" }`. */
const surveySchema = z
  .strictObject({
    /** The mean answer. */
    score: z.number().min(0),
    /** The best possible answer. */
    scale: z.number().positive(),
    answers: z.int().min(1, "at least one answer"),
    /** The day on which the survey ended, in Paris. */
    date: z.iso.date("a day such as 2025-08-18"),
  })
  .refine(({ score, scale }) => score <= scale, { path: ["score"], error: "a score that is not above the scale" });

/**
 * Reads the survey's file.
 * @throws Mistake that names what is wrong, never the content: somebody may have exported the answers themselves
 */
export function surveySamples(content: string, now: Date): Sample[] {
  const remedy = 'write it as { "score": 4.3, "scale": 5, "answers": 57, "date": "2025-08-18" }';
  const { score, scale, answers, date } = parse(content, remedy);
  const [year = 0, month = 0, dayOfMonth = 0] = date.split("-").map(Number);
  const day = dayOfParts(year, month, dayOfMonth);
  if (day === undefined || day > dayOf(now)) throw new Mistake("the survey's date has not come yet", remedy);
  return [
    sample(survey.score, (score / scale) * servedScale),
    sample(survey.answers, answers),
    sample(survey.timestamp, beginningOf(day).getTime() / 1_000),
  ];
}

function parse(content: string, remedy: string): z.output<typeof surveySchema> {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    const why = content.includes("\0") ? "the survey is UTF-16, not UTF-8" : "the survey is no JSON";
    throw new Mistake(why, content.includes("\0") ? "save it as UTF-8" : remedy);
  }
  const { data, error } = surveySchema.safeParse(json);
  if (error) {
    const wrong = error.issues.map(({ path, code, message }) => {
      const expected = code === "unrecognized_keys" ? "it has keys that a survey has not" : message;
      return path.length > 0 ? `${path.join(".")}: ${expected}` : expected;
    });
    throw new Mistake(`the survey is not usable: ${wrong.join("; ")}`, remedy);
  }
  return data;
}
