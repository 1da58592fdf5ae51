import { alwaysPresentOf } from "../../kit/model/metric.ts";

/**
 * The platform's business figures, by our own exporter from MongoDB. What each word means ("active", "full", "stale" …) is
 * defined in docs/business-metrics.md. `window` is 1d, 7d or 30d: so many calendar days in Europe/Paris, today included, so that 1d
 * grows through the day and starts again at midnight; `increase()` reads that as it reads a counter's restart.
 */
export const business = alwaysPresentOf("business", {
  users: { name: "benevoclic_users", type: "gauge", about: "Accounts, by role.", labels: { role: "volunteer" } },
  usersActive: {
    name: "benevoclic_users_active",
    type: "gauge",
    about: "Accounts whose last connection is in the window.",
    labels: { role: "volunteer", window: "30d" },
  },
  usersRegistered: {
    name: "benevoclic_users_registered",
    type: "gauge",
    about: "Accounts created in the window.",
    labels: { role: "volunteer", window: "1d" },
  },
  usersOnline: {
    name: "benevoclic_users_online",
    type: "gauge",
    about: "Accounts marked as online now.",
    labels: { role: "volunteer" },
  },
  usersUnverified: {
    name: "benevoclic_users_unverified",
    type: "gauge",
    about: "Accounts not verified yet.",
    labels: { role: "association" },
  },
  usersDisabled: {
    name: "benevoclic_users_disabled",
    type: "gauge",
    about: "Accounts that were disabled.",
    labels: { role: "volunteer" },
  },
  announcements: {
    name: "benevoclic_announcements",
    type: "gauge",
    about: "Announcements, by status.",
    labels: { status: "active" },
  },
  announcementsPublished: {
    name: "benevoclic_announcements_published",
    type: "gauge",
    about: "Announcements published in the window.",
    labels: { window: "7d" },
  },
  announcementsUpcoming: {
    name: "benevoclic_announcements_upcoming",
    type: "gauge",
    about: "Active and visible announcements whose event is today or later.",
  },
  announcementsStale: {
    name: "benevoclic_announcements_stale",
    type: "gauge",
    about: "Announcements still active after the day of their event.",
  },
  announcementsFull: {
    name: "benevoclic_announcements_full",
    type: "gauge",
    about: "Upcoming announcements without a free place; those with more people than places are among them.",
    labels: { kind: "volunteer" },
  },
  announcementsOverbooked: {
    name: "benevoclic_announcements_overbooked",
    type: "gauge",
    about: "Upcoming announcements with more people than places.",
    labels: { kind: "volunteer" },
  },
  places: {
    name: "benevoclic_places",
    type: "gauge",
    about: "Places of upcoming announcements.",
    labels: { kind: "volunteer" },
  },
  placesTaken: {
    name: "benevoclic_places_taken",
    type: "gauge",
    about: "People registered for upcoming announcements.",
    labels: { kind: "volunteer" },
  },
  registrations: {
    name: "benevoclic_registrations",
    type: "gauge",
    about: "Registrations for announcements made in the window, as far as they are dated.",
    labels: { kind: "volunteer", window: "1d" },
  },
  registrationsWaiting: {
    name: "benevoclic_registrations_waiting",
    type: "gauge",
    about: "People who wait for a place in upcoming announcements; only volunteers can.",
    labels: { kind: "volunteer" },
  },
  favorites: { name: "benevoclic_favorites", type: "gauge", about: "Announcements kept as favourites." },
  memberships: {
    name: "benevoclic_memberships",
    type: "gauge",
    about: "Volunteers who belong to an association, or wait to.",
    labels: { state: "member" },
  },
  supportTickets: {
    name: "benevoclic_support_tickets",
    type: "gauge",
    about: "Support tickets.",
    labels: { type: "technical", status: "pending", priority: "high" },
  },
  supportTicketsCreated: {
    name: "benevoclic_support_tickets_created",
    type: "gauge",
    about: "Support tickets created in the window.",
    labels: { window: "30d" },
  },
  supportOldestOpenAge: {
    name: "benevoclic_support_oldest_open_age_seconds",
    type: "gauge",
    about: "Age of the oldest ticket that is pending or in progress; absent when there is none.",
    comesAndGoes: "there is none while no such ticket is open",
    labels: { priority: "critical" },
  },
  supportResolution: {
    name: "benevoclic_support_resolution_seconds",
    type: "gauge",
    about: "From creation to the last change of the tickets resolved within 30 days; absent when there is none.",
    comesAndGoes: "there is none while no ticket was resolved",
    labels: { quantile: "0.5" },
  },
  refreshTimestamp: {
    name: "benevoclic_exporter_refresh_timestamp_seconds",
    type: "gauge",
    about: "When the figures of a collection were last read from the database.",
    labels: { collection: "users" },
  },
  refreshDuration: {
    name: "benevoclic_exporter_refresh_duration_seconds",
    type: "gauge",
    about: "How long the last attempt to read a collection took, failed or not.",
    labels: { collection: "users" },
  },
  refreshFailures: {
    name: "benevoclic_exporter_refresh_failures_total",
    type: "counter",
    about: "Attempts to read a collection that failed.",
    labels: { collection: "users" },
  },
  unreadableValues: {
    name: "benevoclic_exporter_unreadable_values",
    type: "gauge",
    about: "Values that are counted nowhere else, because they are not of a known form.",
    labels: { collection: "users", field: "lastConnection" },
  },
});

/** The satisfaction survey, which has no collection: read from a file and served through node-exporter's textfile collector. */
export const survey = alwaysPresentOf("node", {
  score: {
    name: "benevoclic_satisfaction_score",
    type: "gauge",
    about: "Mean answer of the last satisfaction survey, out of 5.",
  },
  answers: {
    name: "benevoclic_satisfaction_answers",
    type: "gauge",
    about: "Answers to the last satisfaction survey.",
  },
  timestamp: {
    name: "benevoclic_satisfaction_timestamp_seconds",
    type: "gauge",
    about: "The day of the last satisfaction survey, at its beginning in Europe/Paris; its age is time() minus this.",
  },
});
