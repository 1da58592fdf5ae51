import { usualInterval } from "../kit/model/job.ts";
import { passwords } from "../kit/model/login.ts";
import { part } from "../kit/model/part.ts";
import { anyLine, secret } from "../kit/model/secret.ts";
import type { Locale } from "../kit/model/text.ts";
import type { Deployed } from "./deployed.ts";

const languages: Readonly<Record<Locale, string>> = { fr: "fr-FR", en: "en-US" };

const grafanaAdmin = secret("grafana-admin", {
  what: "the password of Grafana's user admin",
  ...anyLine,
  generated: true,
});

export const grafanaPart = part("grafana", {
  scrape: { interval: usualInterval },
  service: {
    name: "grafana",
    memory: "512MiB",
    port: 3001,
    container: ({ locale, urls }: Deployed) => ({
      user: "472:0",
      listens: { network: "private", port: 3000 },
      command: [],
      // https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
      environment: {
        GF_SERVER_ROOT_URL: urls.grafana,
        GF_SECURITY_ADMIN_PASSWORD__FILE: `/run/secrets/grafana/${grafanaAdmin.name}`,
        GF_SECURITY_COOKIE_SECURE: String(urls.grafana.startsWith("https://")),
        GF_SECURITY_DISABLE_GRAVATAR: "true",
        GF_USERS_DEFAULT_LANGUAGE: languages[locale],
        GF_PATHS_PROVISIONING: "/etc/grafana/benevoclic/current/provisioning",
        GF_LOG_MODE: "console",
        GF_ANALYTICS_REPORTING_ENABLED: "false",
        GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
        // Plugins would be downloaded at every start.
        GF_PLUGINS_PREINSTALL_DISABLED: "true",
      },
      healthPath: "/api/health",
      startSeconds: 120,
      stopSeconds: 30,
      data: "/var/lib/grafana",
      scratch: { at: "/tmp", megabytes: 64 },
      configuration: {
        directory: "grafana",
        // Beside the image's own grafana.ini, which a volume on /etc/grafana would hide.
        at: "/etc/grafana/benevoclic",
        // Grafana has no tool for it; dashboards are checked when they are generated, and it polls them by itself.
        check: "true",
        readAtStart: "provisioning/",
      },
      secrets: { at: "/run/secrets/grafana", files: [grafanaAdmin, passwords.prometheus] },
    }),
  },
});
