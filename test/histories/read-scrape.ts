import { describeLabels } from './model.ts'

const SAMPLE = /^(?<name>\w+)\{(?<labels>[^}]*)\} (?<value>\S+)$/

/** A scrape as `describeState` puts it. Throws on one that says a series or a type twice, or has a line out of place. */
export function readScrape(text: string): string {
  const types = new Map<string, string>()
  const samples = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, typed = '', type = ''] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? []
    if (types.has(typed)) throw new Error(`the scrape types ${typed} twice:\n${text}`)
    if (typed !== '') types.set(typed, type)
    else if (line !== '' && !line.startsWith('# HELP ')) addSample(line, types, samples)
  }
  return [...samples]
    .map(([series, value]) => `${series} ${value}`)
    .sort()
    .join('\n')
}

function addSample(
  line: string,
  types: ReadonlyMap<string, string>,
  samples: Map<string, string>,
): void {
  const { name = '', labels = '', value = '' } = SAMPLE.exec(line)?.groups ?? {}
  const type = types.get(name)
  if (type === undefined) throw new Error(`the scrape has a line out of place: ${line}`)
  const pairs = labels.matchAll(/(\w+)="([^"]*)"/g)
  const sorted = describeLabels(
    Object.fromEntries([...pairs].map(([, label = '', text = '']) => [label, text])),
  )
  const series = `${type} ${name}{${sorted}}`
  if (samples.has(series)) throw new Error(`the scrape has a series twice: ${series}`)
  samples.set(series, isPushTime(name) && value !== '0' ? 'some' : value)
}

function isPushTime(name: string): boolean {
  return name === 'push_time_seconds' || name === 'push_failure_time_seconds'
}
