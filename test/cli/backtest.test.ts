import { expect, it } from "vitest";
import { backtestRules } from "../../cli/backtest.ts";
import { UserError } from "../../cli/explain.ts";
import { served } from "../served.ts";

it("a page that answers in the place of Prometheus is told with a remedy", async () => {
  const url = await served((_, response) => response.end("<html>Sign in</html>"));
  const asked = { ...{ url, environment: "production", days: 1, against: undefined }, concurrency: 1, json: false };
  const refusal = await backtestRules(asked).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UserError);
  expect(refusal).toMatchObject({
    message: expect.stringContaining("no Prometheus"),
    remedy: expect.stringContaining("--url"),
  });
});
