import { parseText, writeText } from '../src/index.ts'
import { bodies } from './bodies.ts'
import { megabytesPerSecond, report } from './measure.ts'

for (const [what, text] of Object.entries(bodies)) {
  const body = Buffer.from(text)
  // The least that any reader has to do: find the lines and make strings of them.
  const baseline = megabytesPerSecond(body.length, () => body.toString().split('\n'))
  report(`${what}: split into lines`, baseline, baseline)
  report(
    `${what}: parse`,
    megabytesPerSecond(body.length, () => parseText(body)),
    baseline,
  )
  const families = parseText(body)
  const written = Buffer.byteLength(writeText(families))
  const write = () => Buffer.from(writeText(families))
  report(`${what}: write`, megabytesPerSecond(written, write), baseline)
}
