import { alert } from "../../kit/model/alert.ts";
import { justBeyond, justWithin, steady } from "../../kit/model/example.ts";
import { command, person } from "../../kit/model/step.ts";
import { english } from "../../kit/model/text.ts";
import { checkoutTime, connectionsUsed, failures, postgresUp, shopUp } from "./signals.ts";

const rebooted = {
  when: english("The machine was restarted"),
  test: command("uptime --since", english("Minutes ago")),
  cure: command("sudo systemctl restart shop", english("Start it again")),
};
const tooMany = {
  when: english("A request holds a lock"),
  test: command(
    "psql -c 'select pid, state, query from pg_stat_activity where wait_event_type = $$Lock$$'",
    english("One pid blocks many"),
  ),
  cure: command("psql -c 'select pg_terminate_backend(PID)'", english("End that one, in place of PID")),
};
const diskFull = {
  when: english("The disk is full"),
  test: command("df -h /var/lib/postgresql", english("100 %")),
  cure: command("sudo journalctl --vacuum-size=200M", english("Empty the logs")),
};
const newVersion = {
  when: english("A deploy broke it"),
  test: command("journalctl -u shop --since -1h | grep -i started", english("It began with a start")),
  cure: person("owner", english("Have the version before deployed")),
};
const examples = { fires: [steady(justBeyond)], silent: [steady(justWithin)] };

export const databaseDown = alert("DatabaseDown", {
  title: english("Database down"),
  ...{ on: postgresUp, category: "functionality" },
  levels: { critical: { below: 1, for: "1m" } },
  summary: english("PostgreSQL does not answer on {{instance}}"),
  impact: english("Nobody can sign in or order; the catalogue is served from memory."),
  next: [command("sudo systemctl restart postgresql", english("Start it again"))],
  ...{ likely: [diskFull, rebooted], examples },
});

export const databaseConnections = alert("DatabaseConnections", {
  title: english("Database connections nearly used up"),
  ...{ on: connectionsUsed, category: "performance" },
  levels: { warning: { above: 0.8, for: "5m" }, critical: { above: 0.95, for: "1m" } },
  summary: english("{{value}} of the connections of PostgreSQL are in use on {{instance}}"),
  impact: english("When none is left, orders fail."),
  next: [command("psql -c 'select state, count(*) from pg_stat_activity group by 1'", english("See who holds them"))],
  ...{ likely: [tooMany, newVersion], examples },
});

export const shopDown = alert("ShopDown", {
  title: english("Shop down"),
  ...{ on: shopUp, category: "functionality" },
  levels: { critical: { below: 1, for: "30s" } },
  summary: english("The shop is down on {{instance}}"),
  impact: english("Customers see an error page."),
  next: [
    command("sudo systemctl restart shop", english("Start it again")),
    person("owner", english("If it falls again, say so")),
  ],
  ...{ likely: [newVersion, rebooted], examples },
});

export const shopFailures = alert("ShopFailures", {
  title: english("Too many failing requests"),
  ...{ on: failures, category: "functionality" },
  levels: { warning: { above: 0.01, for: "5m" }, critical: { above: 0.1, for: "2m" } },
  summary: english("{{value}} of the requests fail on {{instance}}"),
  impact: english("Some customers cannot order."),
  next: [command("journalctl -u shop --since -10min", english("Read what fails"))],
  ...{ likely: [newVersion, tooMany], examples },
});

export const shopSlow = alert("ShopSlow", {
  title: english("Checkout slow"),
  ...{ on: checkoutTime, category: "performance" },
  levels: { warning: { above: 1, for: "10m" } },
  summary: english("Checking out takes {{value}} on {{instance}}"),
  impact: english("Customers give up their baskets."),
  next: [command("psql -c 'select query from pg_stat_activity'", english("See which query is slow"))],
  examples,
});
