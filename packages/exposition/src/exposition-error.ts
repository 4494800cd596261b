/** Where and why a body could not be read. */
export interface ExpositionFault {
  /** What was being read, such as `text format parsing error`. */
  readonly during: string
  /** The cause alone, without the place. */
  readonly reason: string
  /** Counted from 1; `undefined` where the format has no lines. */
  readonly line?: number | undefined
  /** The metric family at fault, where one is known. */
  readonly metric?: string | undefined
}

/** A body that is not what its format says. The only error that the parsers throw. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError'
  readonly line: number | undefined
  readonly metric: string | undefined
  readonly reason: string

  constructor({ during, reason, line, metric }: ExpositionFault) {
    super(`${during}${line === undefined ? '' : ` in line ${line}`}: ${reason}`)
    this.line = line
    this.metric = metric
    this.reason = reason
  }
}

/** The body holds more samples, or families, than `maxSamples`. What came before was read and found good. */
export class TooManySamples extends ExpositionError {
  constructor(during: string, maxSamples: number) {
    super({ during, reason: `there are more than ${maxSamples} samples or families` })
  }
}
