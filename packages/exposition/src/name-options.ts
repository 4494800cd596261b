/** Which names a parser takes. */
export interface NameOptions {
  /** Any text may be the name of a metric or label, not only what every Prometheus can read. */
  readonly utf8Names?: boolean
}

export interface ParseOptions extends NameOptions {
  /** A body with more is refused as soon as that shows; how many there may be is for the caller to say. */
  readonly maxSamples?: number
}
