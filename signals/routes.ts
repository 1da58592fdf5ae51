/**
 * The API's routes as it labels them. The scrape keeps the series of these and drops all others: raw paths carry ids,
 * and anybody on the internet can create them (benevoclic.md section 2, quirk 2). A new route of the API belongs here.
 */
export const routes: readonly string[] = [
  "/health",
  "/metrics",
  "/auth/login",
  "/auth/register",
  "/announcements",
  "/announcements/search",
  "/announcement",
  "/announcement/:id",
  "/announcement/:id/register",
  "/user/current-user",
  "/user/:id",
  "/volunteer/:id",
  "/association/:id/dashboard",
  "/favorites-announcement",
  "/favorites-announcement/:volunteerId/:announcementId",
  "/support",
];
