/** The labels in the push path, which name a group within its namespace. */
import type { Labels } from '@postern/exposition'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'

/** Sorted by name, `job` among them; two paths with the same pairs in another order are the same key. */
export type GroupingKey = Labels

/** Equal for equal keys and for no others: JSON quotes every part, so no value can pose as a separator. */
export function groupingKeyId(key: GroupingKey): string {
  return JSON.stringify(key)
}

/** Every key has a job. */
export function jobOf(key: GroupingKey): string {
  return key[key.findIndex((part, at) => at % 2 === 0 && part === 'job') + 1] ?? ''
}

/** The key as the database holds it: every part under its length, so U+0000 and all else survive. */
export function encodeGroupingKey(key: GroupingKey): Uint8Array {
  const writer = new ByteWriter()
  for (const part of key) writer.text(part)
  return writer.finish()
}

export function decodeGroupingKey(bytes: Uint8Array): GroupingKey {
  const reader = new ByteReader(bytes)
  const parts: string[] = []
  while (!reader.done) parts.push(reader.text())
  return parts
}
