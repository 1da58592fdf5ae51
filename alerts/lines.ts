import { command, type Step } from "../kit/model/step.ts";
import type { Text } from "../kit/model/text.ts";

/**
 * A next step that shows the newest lines that a query finds, on the host itself.
 * @param query in LogsQL, without quotation marks of the shell
 */
export const lines = (query: string, text: Text): Step =>
  command(
    `{{docker}} exec {{victoria_logs_container}} wget -qO- --post-data 'query=_time:30m ${query} | sort by (_time) desc | limit 20 | fields _time, _msg' http://127.0.0.1:9428/select/logsql/query`,
    text,
  );
