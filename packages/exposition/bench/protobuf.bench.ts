import { parseProtobuf, parseText, writeProtobuf } from '../src/index.ts'
import { bodies } from './bodies.ts'
import { megabytesPerSecond, report } from './measure.ts'

for (const [what, text] of Object.entries(bodies)) {
  const families = parseText(Buffer.from(text))
  const body = writeProtobuf(families)
  const parse = megabytesPerSecond(body.length, () => parseProtobuf(body))
  report(`${what}: parse`, parse, parse)
  report(
    `${what}: write`,
    megabytesPerSecond(body.length, () => writeProtobuf(families)),
    parse,
  )
}
