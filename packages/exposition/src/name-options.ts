/** Which names a parser takes. */
export interface NameOptions {
  /** Any text may be the name of a metric or label, not only what every Prometheus can read. */
  readonly utf8Names?: boolean
}

export interface ParseOptions extends NameOptions {
  /** A body with more samples, or more families, is refused as soon as that shows. */
  readonly maxSamples?: number
}
