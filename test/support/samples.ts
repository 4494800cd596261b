export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: string
}

const SAMPLE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/
const LABEL = /(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)",?/gy

/** The samples of a text exposition, in their order. Not the parser of the gateway, which is under test here. */
export function readSamples(text: string): Sample[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const { name, labels = '', value } = SAMPLE.exec(line)?.groups ?? {}
    if (name === undefined || value === undefined) throw new Error(`not a sample: ${line}`)
    return { name, labels: readLabels(labels), value }
  })
}

function readLabels(text: string): Record<string, string> {
  const found = [...text.matchAll(LABEL)]
  const length = found.reduce((sum, [whole]) => sum + whole.length, 0)
  if (length < text.length) throw new Error(`not labels: ${text}`)
  return Object.fromEntries(
    found.map(({ groups }) => [groups?.['name'], unescape(groups?.['value'] ?? '')]),
  )
}

function unescape(value: string): string {
  return value.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))
}
