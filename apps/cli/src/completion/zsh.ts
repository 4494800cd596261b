import { prefixed, valueCases } from './bash.ts'
import { type Entry, wordsAt } from './command-table.ts'

/** For `source <(postern completion zsh)`, behind \`compinit\`. */
export function zshCompletion(table: readonly Entry[]): string {
  return `#compdef postern
_postern() {
  local at="" word
  local -a found
  local -i i
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    # What stands behind it is another program's.
    if [[ "$word" == "--" ]]; then _files; return; fi
    case "$at $word" in
${table
  .filter(({ path }) => path !== '')
  .map(({ path }) => `      (" ${path}") at="$at $word" ;;`)
  .join('\n')}
    esac
  done
  case "$at \${words[CURRENT - 1]}" in
${valueCases(table, (at, values) => `    ("${at}") found=(${values}) ;;`)}
  esac
  (( \${#found} )) || case "$at" in
${table.map((entry) => `    ("${prefixed(entry)}") found=(${wordsAt(entry).join(' ')}) ;;`).join('\n')}
  esac
  compadd -- $found || _files
}
compdef _postern postern
`
}
