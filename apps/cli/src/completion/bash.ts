import { type Entry, wordsAt } from './command-table.ts'

/** For `source <(postern completion bash)`. Words hold nothing that a shell would read otherwise. */
export function bashCompletion(table: readonly Entry[]): string {
  return `# bash completion of postern
_postern() {
  local at="" word i found=""
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    # What stands behind it is another program's.
    [[ "$word" == "--" ]] && return
    case "$at $word" in
${table
  .filter(({ path }) => path !== '')
  .map(({ path }) => `      " ${path}") at="$at $word" ;;`)
  .join('\n')}
    esac
  done
  case "$at \${COMP_WORDS[COMP_CWORD - 1]}" in
${valueCases(table, (at, values) => `    "${at}") found="${values}" ;;`)}
  esac
  [[ -n "$found" ]] || case "$at" in
${table
  .map((entry) => `    "${prefixed(entry)}") found="${wordsAt(entry).join(' ')}" ;;`)
  .join('\n')}
  esac
  COMPREPLY=($(compgen -W "$found" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _postern postern
`
}

/** As the scripts hold a path: a space before each word. */
export function prefixed({ path }: Entry): string {
  return path === '' ? '' : ` ${path}`
}

/** One line for each option of which the values are known. */
export function valueCases(
  table: readonly Entry[],
  line: (at: string, values: string) => string,
): string {
  return table
    .flatMap((entry) =>
      entry.options
        .filter(({ values }) => values.length > 0)
        .map(({ word, values }) => line(`${prefixed(entry)} ${word}`, values.join(' '))),
    )
    .join('\n')
}
