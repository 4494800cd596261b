import type { MetricFamily, MetricType } from '@postern/exposition'

export type FormatName = 'text' | 'openmetrics' | 'protobuf' | 'proto-text' | 'proto-compact-text'

/** What stands before the samples of a family. */
export interface FamilyHead {
  readonly name: string
  readonly type: MetricType
  readonly help: string | undefined
}

/**
 * A format in which a family can be written part by part: its head, then samples as often as one likes. That is how
 * what did not change need not be written again.
 */
export interface ExpositionFormat {
  readonly name: FormatName
  /** `samplesLength` is how many bytes of samples follow. */
  writeHead(head: FamilyHead, samplesLength: number): Uint8Array
  writeSamples(family: MetricFamily): Uint8Array
  /** What ends a family. */
  readonly familyEnd?: Uint8Array
  /** What ends the exposition. */
  readonly end?: Uint8Array
}

/** A family of which nothing but the head is written. */
export function familyOfHead({ name, type, help }: FamilyHead): MetricFamily {
  return { name, type, help, unit: undefined, metrics: [] }
}
