import { alwaysPresentOf } from "../../kit/model/metric.ts";

const journey = "search";
const step = "read";

/** What visitors come for, walked in a browser again and again (exporters/journeys). */
export const journeys = alwaysPresentOf("journeys", {
  success: {
    name: "journey_success",
    type: "gauge",
    about: "1 when the last walk got to its end, 0 when it and the one before it did not.",
    labels: { journey },
    isSwitch: true,
  },
  failedStep: {
    name: "journey_failed_step",
    type: "gauge",
    about: "1 for the step at which the last walk failed, 0 for each other one.",
    labels: { journey, step },
    isSwitch: true,
  },
  timestamp: {
    name: "journey_timestamp_seconds",
    type: "gauge",
    about: "When the journey was last walked to a result (Unix time).",
    labels: { journey },
  },
  stepDuration: {
    name: "journey_step_duration_seconds",
    type: "gauge",
    about: "How long a step of the last walk took.",
    labels: { journey, step },
    comesAndGoes: "a step that was not reached has none",
  },
  largestPaint: {
    name: "journey_largest_contentful_paint_seconds",
    type: "gauge",
    about: "LCP of the page to which a step of the last walk led.",
    labels: { journey, step },
    comesAndGoes: "a step that led to no new page, or was not reached, has none",
  },
  layoutShift: {
    name: "journey_layout_shift_ratio",
    type: "gauge",
    about: "CLS of the page to which a step of the last walk led.",
    labels: { journey, step },
    comesAndGoes: "a step that led to no new page, or was not reached, has none",
  },
  interaction: {
    name: "journey_interaction_to_next_paint_seconds",
    type: "gauge",
    about: "INP: the slowest answer of the page to what a step of the last walk pressed.",
    labels: { journey, step },
    comesAndGoes: "a step that pressed nothing, or left the page by it, has none",
  },
});
