import { parseProtobuf, parseText, writeProtobuf } from '../src/index.ts'
import { bodies } from './bodies.ts'
import { readGenerically } from './generic-reader.ts'
import { megabytesPerSecond, report } from './measure.ts'

for (const [what, text] of Object.entries(bodies)) {
  const families = parseText(Buffer.from(text))
  const body = writeProtobuf(families)
  const baseline = megabytesPerSecond(body.length, () => readGenerically(body))
  report(`${what}: generic reader`, baseline, baseline)
  report(
    `${what}: parse`,
    megabytesPerSecond(body.length, () => parseProtobuf(body)),
    baseline,
  )
  report(
    `${what}: write`,
    megabytesPerSecond(body.length, () => writeProtobuf(families)),
    baseline,
  )
}
