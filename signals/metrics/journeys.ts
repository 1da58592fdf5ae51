import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { harmless, less, more, restless, ways } from "../../kit/model/ways.ts";

const journey = "search";
const step = "read";

/** What visitors feel: a page that is not reached is the journey's own alert. */
const felt = harmless({
  "the page is not reached: WebSearchFailing, WebSignInFailing or WebRegistrationFailing": ["vanishes"],
  "fewer seconds or shifts are better": less,
  "still within what visitors put up with: ten times as much is WebPaintLate, WebLayoutUnsteady or WebInteractionSlow":
    ["doubles", "drifts for hours"],
  "measured anew every two minutes; WebPaintLate and its like ask for six walks in a row": [
    ...restless,
    "is there every other sample",
  ],
});

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
    comesAndGoes: "a journey may have other steps after a deployment",
    harmless: harmless({
      "only drawn: that a journey fails is told by journey_success (WebSearchFailing)": [
        "vanishes",
        "freezes",
        "drops to zero",
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  timestamp: {
    name: "journey_timestamp_seconds",
    type: "gauge",
    about: "When the journey was last walked to a result (Unix time).",
    labels: { journey },
    harmless: harmless({
      "a moment to come is a wrong clock: HostClockUnsynchronised": more,
      "older by less than what matters: five rounds in a row are MonitoringJourneysStale": restless,
    }),
  },
  stepDuration: {
    name: "journey_step_duration_seconds",
    type: "gauge",
    about: "How long a step of the last walk took.",
    labels: { journey, step },
    comesAndGoes: "a step that was not reached has none",
    harmless: harmless({ "only drawn: a step that takes too long fails its journey (WebSearchFailing)": ways }),
  },
  largestPaint: {
    name: "journey_largest_contentful_paint_seconds",
    type: "gauge",
    about: "LCP of the page to which a step of the last walk led.",
    labels: { journey, step },
    comesAndGoes: "a step that led to no new page, or was not reached, has none",
    harmless: felt,
  },
  layoutShift: {
    name: "journey_layout_shift_ratio",
    type: "gauge",
    about: "CLS of the page to which a step of the last walk led.",
    labels: { journey, step },
    comesAndGoes: "a step that led to no new page, or was not reached, has none",
    harmless: felt,
  },
  interaction: {
    name: "journey_interaction_to_next_paint_seconds",
    type: "gauge",
    about: "INP: the slowest answer of the page to what a step of the last walk pressed.",
    labels: { journey, step },
    comesAndGoes: "a step that pressed nothing, or left the page by it, has none",
    harmless: felt,
  },
});
