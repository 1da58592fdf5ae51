import type { Command, Taking } from "./command.ts";

/** The name that shells complete. */
const program = "benevoclic-monitoring";

/** Words after which a path may stand. */
const isPath = ({ value = "" }: Taking<unknown>) => /file|directory/.test(value);

interface Completed {
  readonly name: string;
  readonly does: string;
  readonly options: readonly (readonly [option: string, about: string])[];
  /** What may follow as an argument, where that can be listed. */
  readonly words: readonly string[];
  /** What may follow an option that takes a value. */
  readonly values: ReadonlyMap<string, readonly string[] | "path" | "any">;
}

const completed = ({ name, does, arguments: taken, options }: Command): Completed => ({
  ...{ name, does },
  options: [
    ...Object.entries(options).map(([option, { about }]) => [`--${option}`, about] as const),
    ["--help", "help"],
  ],
  words: Object.values(taken).flatMap(({ among = [] }) => among),
  values: new Map(
    Object.entries(options)
      .filter(([, { value }]) => value !== undefined)
      .map(([option, one]) => [`--${option}`, one.among ?? (isPath(one) ? "path" : "any")]),
  ),
});

function bash(commands: readonly Command[]): string {
  const all = commands.map(completed);
  const cases = all.map(({ name, options, words, values }) => {
    const valued = [...values].map(([option, found]) =>
      found === "path"
        ? `${option}) compopt -o default; return ;;`
        : `${option}) words="${found === "any" ? "" : found.join(" ")}"; prefix=; ;;`,
    );
    return [
      `    ${name})`,
      `      words="${words.join(" ")}" options="${options.map(([option]) => option).join(" ")}"`,
      ...(valued.length === 0
        ? []
        : ['      case "$before" in', ...valued.map((one) => `        ${one}`), "      esac"]),
      "      ;;",
    ].join("\n");
  });
  return `# bash completion of ${program}: source <(npx ${program} completion bash)
_benevoclic_monitoring() {
  # Bash takes a colon for the end of a word; names of commands have some.
  local line="\${COMP_LINE:0:COMP_POINT}" typed words options prefix=-
  read -ra typed <<< "$line"
  [[ "$line" == *" " ]] && typed+=("")
  if [[ "\${typed[0]}" == npx ]]; then
    typed=("\${typed[@]:1}")
    [[ "\${typed[0]}" == ${program} && \${#typed[@]} -gt 1 ]] || { COMPREPLY=($(compgen -W ${program} -- "\${typed[0]}")); return; }
  fi
  local last="\${typed[-1]}" before="\${typed[-2]:-}" command="\${typed[1]:-}"
  if (( \${#typed[@]} <= 2 )); then
    words="${[...all.map(({ name }) => name), "help"].join(" ")}"
  else
    case "$command" in
    help) words="${all.map(({ name }) => name).join(" ")}" ;;
${cases.join("\n")}
    *) return ;;
    esac
  fi
  [[ -n "$prefix" && "$last" == "$prefix"* ]] && words="$options"
  COMPREPLY=($(compgen -W "$words" -- "$last"))
  # What stands before the last colon is on the line already.
  if [[ "$last" == *:* ]]; then
    local colon="\${last%"\${last##*:}"}"
    COMPREPLY=("\${COMPREPLY[@]#"$colon"}")
  fi
  (( \${#COMPREPLY[@]} )) || compopt -o default
}
complete -F _benevoclic_monitoring ${program}
complete -o default -F _benevoclic_monitoring npx
`;
}

/** Within single quotes. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const described = (name: string, about: string) => quoted(`${name.replaceAll(":", "\\:")}:${about}`);

function zsh(commands: readonly Command[]): string {
  const all = commands.map(completed);
  const cases = all.map(({ name, options, words, values }) => {
    const valued = [...values].map(([option, found]) =>
      found === "path"
        ? `${option}) _files; return ;;`
        : `${option}) ${found === "any" ? "_message value" : `compadd -- ${found.join(" ")}`}; return ;;`,
    );
    return [
      `    ${quoted(name)})`,
      ...(valued.length === 0
        ? []
        : ['      case "$words[CURRENT-1]" in', ...valued.map((one) => `        ${one}`), "      esac"]),
      `      found=(${options.map(([option, about]) => described(option, about)).join(" ")})`,
      `      ${words.length === 0 ? "_files" : `compadd -- ${words.join(" ")}`}`,
      "      ;;",
    ].join("\n");
  });
  return `#compdef ${program}
# zsh completion of ${program}: source <(npx ${program} completion zsh), after compinit
_benevoclic_monitoring() {
  local -a found
  if [[ "$service" == npx ]]; then
    (( CURRENT > 2 )) && [[ "$words[2]" == ${program} ]] || { compadd -- ${program}; _files; return; }
    shift words
    (( CURRENT-- ))
  fi
  if (( CURRENT == 2 )); then
    found=(${all.map(({ name, does }) => described(name, does)).join(" ")})
    _describe command found
    return
  fi
  case "$words[2]" in
${cases.join("\n")}
  esac
  _describe option found
}
compdef _benevoclic_monitoring ${program} npx
`;
}

/** Scripts for shells, each whole: nothing of ours runs while somebody presses the tabulator. */
export const completions = { bash, zsh } as const;
