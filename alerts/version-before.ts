import { command, type Step } from "../kit/model/step.ts";
import type { Text } from "../kit/model/text.ts";

/**
 * Puts an app back to what ran before its last deployment: git remembers what the checkout was before, be it several commits.
 * @param app its name in PM2, and its directory among the checkouts; `{{app}}` for the alert's own
 */
export const versionBefore = (app: string, text: Text): Step =>
  command(
    [
      `{{git}} -C {{checkouts}}/${app} switch --detach 'HEAD@{1}'`,
      `{{npm}} --prefix {{checkouts}}/${app} ci`,
      `{{npm}} --prefix {{checkouts}}/${app} run build`,
      `{{pm2}} reload ${app}`,
    ].join(" && "),
    text,
  );
