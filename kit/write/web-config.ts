import { hashSync } from "bcryptjs";
import { loginName } from "../model/login.ts";

/** Rounds of bcrypt, as a power of two: 60 ms once a minute, because the programs remember who was right. */
const cost = 10;

/**
 * What Prometheus or Alertmanager lets in, for its `--web.config.file`; it reads it anew at every request.
 * https://prometheus.io/docs/prometheus/latest/configuration/https/
 */
export const webConfigFile = (password: string): string =>
  `basic_auth_users:\n  ${loginName}: ${hashSync(password, cost)}\n`;

/** As a program's own HTTP client takes it: amtool's and promtool's `--http.config.file`, a scrape job, an Alertmanager. */
export const basicAuth = (passwordFile: string) => ({
  basic_auth: { username: loginName, password_file: passwordFile },
});
