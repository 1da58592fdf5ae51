import { told } from "../channels/messages.ts";
import { nextSteps } from "../write/annotations.ts";
import { judge } from "./judge.ts";

/** About as long as a label's value is: a path, a route, a mount point. */
const usualValue = "x".repeat(30);

export const alertSteps = judge(
  {
    "alert-steps-fit":
      "The next steps stand in a message on Discord as a whole: nobody guesses the rest of a command at night.",
  },
  (wrong, environment) => {
    for (const declared of environment.alerts)
      for (const level of declared.levels) {
        const { length } = nextSteps(environment, declared, level).replace(/\{\{.*?\}\}/g, usualValue);
        if (length > told.discord.steps)
          wrong(
            "alert-steps-fit",
            declared.alert.place,
            `${declared.alert.name} has next steps of ${length} characters (${level.severity}), and a message shows ${told.discord.steps}`,
            "shorten a command or a sentence, or leave a step out",
          );
      }
  },
);
