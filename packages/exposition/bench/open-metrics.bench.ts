import { parseOpenMetrics, parseText, writeOpenMetrics, writeText } from '../src/index.ts'
import { bodies } from './bodies.ts'
import { megabytesPerSecond, report } from './measure.ts'

for (const [what, text] of Object.entries(bodies)) {
  const families = parseText(Buffer.from(text))
  const plain = Buffer.from(writeText(families))
  const body = Buffer.from(writeOpenMetrics(families))
  const baseline = megabytesPerSecond(plain.length, () => parseText(plain))
  report(`${what}: parse as text`, baseline, baseline)
  report(
    `${what}: parse`,
    megabytesPerSecond(body.length, () => parseOpenMetrics(body)),
    baseline,
  )
  const write = () => Buffer.from(writeOpenMetrics(families))
  report(`${what}: write`, megabytesPerSecond(body.length, write), baseline)
}
