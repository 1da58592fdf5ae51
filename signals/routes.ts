/**
 * The API's routes as it labels them. The scrape keeps the series of these and drops all others: raw paths carry ids,
 * and anybody on the internet can create them (benevoclic.md section 2, quirk 2).
 */
export const routes = ["/", "/health", "/metrics"];
