/** The answers to scrapes, kept until the view shows another version: two Prometheus servers ask for the same. */
import type { EscapingScheme } from '@postern/exposition'
import type { TenantView } from '../view/tenant-view.ts'
import { type Compression, RunCache } from './compress.ts'
import type { FormatName } from './exposition-format.ts'
import { formats } from './formats.ts'
import type { ScrapeEncoding } from './negotiate-encoding.ts'
import { renderExposition } from './render-exposition.ts'

/** What a scrape of some namespaces says at one version, in one format. */
export class ScrapeAnswer {
  readonly version: number
  readonly #pieces: readonly Uint8Array[]
  /** Handed on from version to version. */
  readonly caches: RunCaches
  readonly #compressed = new Map<Compression, Promise<Buffer>>()

  constructor(version: number, pieces: readonly Uint8Array[], caches: RunCaches) {
    this.version = version
    this.#pieces = pieces
    this.caches = caches
  }

  /** Plain it is put together anew, which is a matter of milliseconds; compressed it is kept. */
  async body(encoding: ScrapeEncoding): Promise<Buffer> {
    if (encoding === 'identity') return Buffer.concat(this.#pieces)
    const known = this.#compressed.get(encoding)
    if (known) return known
    const compressed = this.caches[encoding].compress(this.#pieces)
    this.#compressed.set(encoding, compressed)
    return compressed
  }

  consistsOf(pieces: readonly Uint8Array[]): boolean {
    return (
      pieces.length === this.#pieces.length &&
      pieces.every((piece, index) => piece === this.#pieces[index])
    )
  }
}

type RunCaches = Readonly<Record<Compression, RunCache>>

export interface AnswerOptions {
  /** In the order of `scrapeNamespaces`. */
  readonly namespaces: readonly string[]
  readonly format: FormatName
  readonly scheme: EscapingScheme
}

// Answers go with the view that they were made from.
const answersByView = new WeakMap<TenantView, Map<string, ScrapeAnswer>>()

/** The answer for the view as it is now. */
export function takeAnswer(view: TenantView, options: AnswerOptions): ScrapeAnswer {
  const answers = answersByView.get(view) ?? new Map<string, ScrapeAnswer>()
  answersByView.set(view, answers)
  const { namespaces, format, scheme } = options
  const id = JSON.stringify([namespaces, format, scheme])
  const known = answers.get(id)
  if (known?.version === view.version) return known
  const pieces = renderExposition(
    namespaces.map((name) => view.namespace(name)),
    { format: formats[format], scheme },
  )
  const caches = known?.caches ?? { gzip: new RunCache('gzip'), zstd: new RunCache('zstd') }
  const answer =
    findEqual(answers, view.version, pieces) ?? new ScrapeAnswer(view.version, pieces, caches)
  answers.set(id, answer)
  return answer
}

/** Names that have to be escaped are rare: without them, the answers for all schemes are one and compressed once. */
function findEqual(
  answers: ReadonlyMap<string, ScrapeAnswer>,
  version: number,
  pieces: readonly Uint8Array[],
): ScrapeAnswer | undefined {
  return [...answers.values()].find(
    (answer) => answer.version === version && answer.consistsOf(pieces),
  )
}
