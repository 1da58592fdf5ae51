import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

/**
 * The platform's business figures, by our own exporter from MongoDB. What each word means ("active", "full", "stale" …) is
 * defined in docs/business-metrics.md. `window` is 1d, 7d or 30d: so many calendar days in Europe/Paris, today included, so that 1d
 * grows through the day and starts again at midnight; `increase()` reads that as it reads a counter's restart.
 */
export const business = alwaysPresentOf("business", {
  users: {
    name: "benevoclic_users",
    type: "gauge",
    about: "Accounts, by role.",
    labels: { role: "volunteer" },
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
    }),
  },
  usersActive: {
    name: "benevoclic_users_active",
    type: "gauge",
    about: "Accounts whose last connection is in the window.",
    labels: { role: "volunteer", window: "30d" },
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
      "fewer people than in earlier weeks are BusinessActiveUsersDropping": [...less],
      "more people are what is hoped for; more than there are accounts is MonitoringBusinessFiguresImpossible": [
        "doubles",
        "drifts for hours",
        ...restless,
      ],
    }),
  },
  usersRegistered: {
    name: "benevoclic_users_registered",
    type: "gauge",
    about: "Accounts created in the window.",
    labels: { role: "volunteer", window: "1d" },
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
      "fewer than in earlier weeks are BusinessSignUpsStopped": [...less],
      "more people are what is hoped for; accounts by the hundred are BusinessDataSurge": [...more, ...restless],
    }),
  },
  usersOnline: {
    name: "benevoclic_users_online",
    type: "gauge",
    about: "Accounts marked as online now.",
    labels: { role: "volunteer" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report": [
        "freezes",
        ...less,
        ...more,
        ...restless,
      ],
    }),
  },
  usersUnverified: {
    name: "benevoclic_users_unverified",
    type: "gauge",
    about: "Accounts not verified yet.",
    labels: { role: "association" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report; accounts by the hundred are BusinessDataSurge":
        ["freezes", ...less, ...more, ...restless],
    }),
  },
  usersDisabled: {
    name: "benevoclic_users_disabled",
    type: "gauge",
    about: "Accounts that were disabled.",
    labels: { role: "volunteer" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report; an administrator disables them": [
        "freezes",
        ...less,
        ...more,
        ...restless,
      ],
    }),
  },
  announcements: {
    name: "benevoclic_announcements",
    type: "gauge",
    about: "Announcements, by status.",
    labels: { status: "active" },
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
    }),
  },
  announcementsPublished: {
    name: "benevoclic_announcements_published",
    type: "gauge",
    about: "Announcements published in the window.",
    labels: { window: "7d" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report; announcements by the hundred are BusinessDataSurge":
        ["freezes", ...less, ...more, ...restless],
    }),
  },
  announcementsUpcoming: {
    name: "benevoclic_announcements_upcoming",
    type: "gauge",
    about: "Active and visible announcements whose event is today or later.",
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report; announcements that are gone are BusinessDataLost":
        ["freezes", ...less, ...more, ...restless],
    }),
  },
  announcementsStale: {
    name: "benevoclic_announcements_stale",
    type: "gauge",
    about: "Announcements still active after the day of their event.",
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
      "fewer are": [...less],
      "two or four in place of two; BusinessAnnouncementsStale tells from ten on": [
        "doubles",
        "drifts for hours",
        ...restless,
      ],
    }),
  },
  announcementsFull: {
    name: "benevoclic_announcements_full",
    type: "gauge",
    about: "Upcoming announcements without a free place; those with more people than places are among them.",
    labels: { kind: "volunteer" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report: full is what is hoped for": [
        "freezes",
        ...less,
        ...more,
        ...restless,
      ],
    }),
  },
  announcementsOverbooked: {
    name: "benevoclic_announcements_overbooked",
    type: "gauge",
    about: "Upcoming announcements with more people than places.",
    labels: { kind: "volunteer" },
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
      "what is no longer so within minutes was an edit": [...restless],
    }),
  },
  places: {
    name: "benevoclic_places",
    type: "gauge",
    about: "Places of upcoming announcements.",
    labels: { kind: "volunteer" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report; announcements that are gone are BusinessDataLost":
        ["vanishes", "freezes", ...less, ...more, ...restless, "is there every other sample"],
    }),
  },
  placesTaken: {
    name: "benevoclic_places_taken",
    type: "gauge",
    about: "People registered for upcoming announcements.",
    labels: { kind: "volunteer" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report; more people than places on one announcement are BusinessOverbooked":
        ["vanishes", "freezes", ...less, ...more, ...restless, "is there every other sample"],
    }),
  },
  registrations: {
    name: "benevoclic_registrations",
    type: "gauge",
    about: "Registrations for announcements made in the window, as far as they are dated.",
    labels: { kind: "volunteer", window: "1d" },
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
      "fewer than in earlier weeks are BusinessRegistrationsStopped (fault registrations-stop of the recorded weeks)": [
        ...less,
      ],
      "more people are what is hoped for": [...more, ...restless],
    }),
  },
  registrationsWaiting: {
    name: "benevoclic_registrations_waiting",
    type: "gauge",
    about: "People who wait for a place in upcoming announcements; only volunteers can.",
    labels: { kind: "volunteer" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  favorites: {
    name: "benevoclic_favorites",
    type: "gauge",
    about: "Announcements kept as favourites.",
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
    }),
  },
  memberships: {
    name: "benevoclic_memberships",
    type: "gauge",
    about: "Volunteers who belong to an association, or wait to.",
    labels: { state: "member" },
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
    }),
  },
  supportTickets: {
    name: "benevoclic_support_tickets",
    type: "gauge",
    about: "Support tickets.",
    labels: { type: "technical", status: "pending", priority: "high" },
    harmless: harmless({
      "it is read from the database each minute; what is not read any more is BusinessFiguresStale": ["freezes"],
    }),
  },
  supportTicketsCreated: {
    name: "benevoclic_support_tickets_created",
    type: "gauge",
    about: "Support tickets created in the window.",
    labels: { window: "30d" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report; a ticket that waits too long has an alert":
        ["vanishes", "freezes", ...less, ...more, ...restless, "is there every other sample"],
    }),
  },
  supportOldestOpenAge: {
    name: "benevoclic_support_oldest_open_age_seconds",
    type: "gauge",
    about: "Age of the oldest ticket that is pending or in progress; absent when there is none.",
    comesAndGoes: "there is none while no such ticket is open",
    labels: { priority: "critical" },
    harmless: harmless({
      "there is none while no ticket is open": ["vanishes", "is there every other sample", "freezes"],
      "a ticket that is younger": [...less],
      "hours of the days that a ticket of its priority may wait": [...more, ...restless],
    }),
  },
  supportResolution: {
    name: "benevoclic_support_resolution_seconds",
    type: "gauge",
    about: "From creation to the last change of the tickets resolved within 30 days; absent when there is none.",
    comesAndGoes: "there is none while no ticket was resolved",
    labels: { quantile: "0.5" },
    harmless: harmless({
      "how much people do is read on the dashboards and in the monthly report": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  refreshTimestamp: {
    name: "benevoclic_exporter_refresh_timestamp_seconds",
    type: "gauge",
    about: "When the figures of a collection were last read from the database.",
    labels: { collection: "users" },
    harmless: harmless({
      "the figures seem fresher, or a minute older": [
        "doubles",
        "grows tenfold",
        "drifts for hours",
        "flaps",
        "starts anew",
      ],
    }),
  },
  refreshDuration: {
    name: "benevoclic_exporter_refresh_duration_seconds",
    type: "gauge",
    about: "How long the last attempt to read a collection took, failed or not.",
    labels: { collection: "users" },
    harmless: harmless({
      "only drawn: a reading that takes too long fails (BusinessRefreshFailing), or leaves old figures (BusinessFiguresStale)":
        ["vanishes", "freezes", ...less, ...more, ...restless, "is there every other sample"],
    }),
  },
  refreshFailures: {
    name: "benevoclic_exporter_refresh_failures_total",
    type: "counter",
    about: "Attempts to read a collection that failed.",
    labels: { collection: "users" },
    harmless: harmless({
      "an exporter that starts anew reads all figures at once; increase() survives it": [...counts],
    }),
  },
  unreadableValues: {
    name: "benevoclic_exporter_unreadable_values",
    type: "gauge",
    about: "Values that are counted nowhere else, because they are not of a known form.",
    labels: { collection: "users", field: "lastConnection" },
    harmless: harmless({
      "only drawn: old documents of a form that is counted nowhere else": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
});

/** The satisfaction survey, which has no collection: read from a file and served through node-exporter's textfile collector. */
export const survey = alwaysPresentOf("node", {
  score: {
    name: "benevoclic_satisfaction_score",
    type: "gauge",
    about: "Mean answer of the last satisfaction survey, out of 5.",
    harmless: harmless({
      "more people are satisfied": ["doubles", "grows tenfold"],
      "a survey is read from a file that a person puts there: it does not change within minutes": [...restless],
    }),
  },
  answers: {
    name: "benevoclic_satisfaction_answers",
    type: "gauge",
    about: "Answers to the last satisfaction survey.",
    harmless: harmless({
      "only drawn: how many answered a survey that is put there by hand": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  timestamp: {
    name: "benevoclic_satisfaction_timestamp_seconds",
    type: "gauge",
    about: "The day of the last satisfaction survey, at its beginning in Europe/Paris; its age is time() minus this.",
    harmless: harmless({
      "only drawn: the day of a survey that is put there by hand": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
});
