import { type ProtoTextForm, writeProtoText } from '@postern/exposition'
import { type ExpositionFormat, type FormatName, familyOfHead } from './exposition-format.ts'

const encoder = new TextEncoder()

const FAMILY_END = '\n'

export const protoText = formatOf('proto-text', 'text')
export const protoCompactText = formatOf('proto-compact-text', 'compact-text')

function formatOf(name: FormatName, form: ProtoTextForm): ExpositionFormat {
  return {
    name,
    writeHead(head) {
      const family = writeProtoText([familyOfHead(head)], form)
      return encoder.encode(family.slice(0, -FAMILY_END.length))
    },
    writeSamples(family) {
      const head = writeProtoText([{ ...family, metrics: [] }], form)
      const start = head.length - FAMILY_END.length
      return encoder.encode(writeProtoText([family], form).slice(start, -FAMILY_END.length))
    },
    familyEnd: encoder.encode(FAMILY_END),
  }
}
