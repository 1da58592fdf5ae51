import { alert } from "../../kit/model/alert.ts";
import { justBeyond, justWithin, steady } from "../../kit/model/example.ts";
import { command, person } from "../../kit/model/step.ts";
import { english } from "../../kit/model/text.ts";
import { checkoutTime, connectionsUsed, failures, postgresUp, shopUp } from "./signals.ts";

const examples = { fires: [steady(justBeyond)], silent: [steady(justWithin)] };

export const databaseDown = alert("DatabaseDown", {
  title: english("Database down"),
  on: postgresUp,
  category: "functionality",
  levels: { critical: { below: 1, for: "1m" } },
  summary: english("PostgreSQL does not answer on {{instance}}"),
  impact: english("Nobody can sign in or order; the catalogue is served from memory."),
  next: [command("sudo systemctl restart postgresql", english("Start it again"))],
  examples,
});

export const databaseConnections = alert("DatabaseConnections", {
  title: english("Database connections nearly used up"),
  on: connectionsUsed,
  category: "performance",
  levels: { warning: { above: 0.8, for: "5m" }, critical: { above: 0.95, for: "1m" } },
  summary: english("{{value}} of the connections of PostgreSQL are in use on {{instance}}"),
  impact: english("When none is left, orders fail."),
  next: [command("psql -c 'select state, count(*) from pg_stat_activity group by 1'", english("See who holds them"))],
  examples,
});

export const shopDown = alert("ShopDown", {
  title: english("Shop down"),
  on: shopUp,
  category: "functionality",
  levels: { critical: { below: 1, for: "30s" } },
  summary: english("The shop is down on {{instance}}"),
  impact: english("Customers see an error page."),
  next: [
    command("sudo systemctl restart shop", english("Start it again")),
    person("owner", english("If it falls again, say so")),
  ],
  examples,
});

export const shopFailures = alert("ShopFailures", {
  title: english("Too many failing requests"),
  on: failures,
  category: "functionality",
  levels: { warning: { above: 0.01, for: "5m" }, critical: { above: 0.1, for: "2m" } },
  summary: english("{{value}} of the requests fail on {{instance}}"),
  impact: english("Some customers cannot order."),
  next: [command("journalctl -u shop --since -10min", english("Read what fails"))],
  examples,
});

export const shopSlow = alert("ShopSlow", {
  title: english("Checkout slow"),
  on: checkoutTime,
  category: "performance",
  levels: { warning: { above: 1, for: "10m" } },
  summary: english("Checking out takes {{value}} on {{instance}}"),
  impact: english("Customers give up their baskets."),
  next: [command("psql -c 'select query from pg_stat_activity'", english("See which query is slow"))],
  examples,
});
