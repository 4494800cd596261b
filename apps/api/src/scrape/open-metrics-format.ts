import { type MetricFamily, writeOpenMetrics } from '@postern/exposition'
import { type ExpositionFormat, familyOfHead } from './exposition-format.ts'

const encoder = new TextEncoder()

const END = '# EOF\n'

export const openMetrics: ExpositionFormat = {
  name: 'openmetrics',
  writeHead: (head) => encoder.encode(writeUnended(familyOfHead(head))),
  writeSamples(family) {
    const head = writeUnended({ ...family, metrics: [] })
    return encoder.encode(writeUnended(family).slice(head.length))
  },
  end: encoder.encode(END),
}

function writeUnended(family: MetricFamily): string {
  return writeOpenMetrics([family]).slice(0, -END.length)
}
