/** The way from a grouping key to its URL: the inverse of `parsePushPath`. */
import { escapeLabelName } from '@postern/exposition'
import type { GroupingKey } from './grouping-key.ts'

/** `/metrics/job/backup/zone/eu`, percent-encoded, for labels of which one is the job. */
export function writePushPath(key: GroupingKey): string {
  let path = '/metrics'
  // The job comes first, wherever the sorted labels have it.
  for (const isJobsTurn of [true, false]) {
    for (let i = 0; i < key.length; i += 2) {
      const name = key[i] ?? ''
      if ((name === 'job') === isJobsTurn) path += pathPair(name, key[i + 1] ?? '')
    }
  }
  return path
}

// A slash would end the part, control characters do not pass every proxy, and what is empty or dots is folded away.
const NEEDS_BASE64 = /^\.{0,2}$|[/\p{Cc}]/u

function pathPair(name: string, value: string): string {
  // What is no name of the old kind has an encoding in which it is one.
  const plain = escapeLabelName(name, 'values')
  if (!NEEDS_BASE64.test(value)) return `/${plain}/${encodeURIComponent(value)}`
  return `/${plain}@base64/${base64(value) || '='}`
}

function base64(value: string): string {
  return new TextEncoder().encode(value).toBase64({ alphabet: 'base64url', omitPadding: true })
}
