/** A line as a shell takes it apart, as far as examples go: quotes, no variables, and nothing behind a redirect. */
export function splitWords(line: string): string[] {
  const [command = ''] = line.split(' > ')
  return Array.from(command.matchAll(/'([^']*)'|(?:[^\s"]|"[^"]*")+/g), ([word, quoted]) =>
    quoted === undefined ? word.replaceAll('"', '') : quoted,
  )
}
