import { prefixed } from './bash.ts'
import type { Entry, OptionEntry } from './command-table.ts'

/** For `postern completion fish | source`. */
export function fishCompletion(table: readonly Entry[]): string {
  const paths = table.filter(({ path }) => path !== '').map((entry) => quoted(prefixed(entry)))
  return `# fish completion of postern
set -g __postern_paths ${paths.join(' ')}
function __postern_at
  set -l at ""
  for word in (commandline -opc)[2..-1]
    if test "$word" = "--"
      return 1
    end
    if contains -- "$at $word" $__postern_paths
      set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
${table.flatMap(entryLines).join('\n')}
`
}

function entryLines(entry: Entry): string[] {
  const when = `complete -c postern -n ${quoted(`__postern_at "${prefixed(entry)}"`)}`
  return [
    ...entry.commands.map(({ word, about }) => `${when} -f -a ${quoted(word)} -d ${quoted(about)}`),
    ...entry.options.map((option) => `${when} ${flags(option)} -d ${quoted(option.about)}`),
  ]
}

function flags({ word, short, takesValue, values }: OptionEntry): string {
  const names = [`-l ${word.slice(2)}`, ...(short === undefined ? [] : [`-s ${short.slice(1)}`])]
  if (values.length > 0) return `${names.join(' ')} -x -a ${quoted(values.join(' '))}`
  return takesValue ? `${names.join(' ')} -r` : names.join(' ')
}

/** Between single quotes only these two mean anything to fish. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`
}
