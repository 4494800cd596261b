import { type DeflatedPart, gzipCodec } from './gzip-codec.ts'
import { LastPieces } from './last-pieces.ts'
import type { ScrapeEncoding } from './negotiate-encoding.ts'
import { RunCache } from './run-cache.ts'
import { zstdCodec } from './zstd-codec.ts'

type Compression = Exclude<ScrapeEncoding, 'identity'>

/** What earlier answers were made of, and compressed to; handed on from answer to answer. */
export interface RunCaches {
  readonly gzip: RunCache<DeflatedPart>
  readonly zstd: RunCache<Buffer>
  /** What was rendered of the tenant itself. */
  readonly pieces: LastPieces
}

export function newRunCaches(): RunCaches {
  return { gzip: new RunCache(gzipCodec), zstd: new RunCache(zstdCodec), pieces: new LastPieces() }
}

/** What a scrape of some namespaces says at one revision, in one format. */
export class ScrapeAnswer {
  readonly revision: string
  readonly caches: RunCaches
  readonly #pieces: Promise<readonly Uint8Array[]>
  readonly #compressed = new Map<Compression, Promise<Buffer>>()
  #pieceBytes = 0
  #compressedBytes = 0

  constructor(revision: string, pieces: Promise<readonly Uint8Array[]>, caches: RunCaches) {
    this.revision = revision
    this.#pieces = this.#count(pieces)
    this.caches = caches
    // Whoever waits for the body hears of a failure; by then it would be too late to say that somebody will.
    this.#pieces.catch(() => undefined)
  }

  /** Roughly what it takes in memory, as far as it was made yet. */
  get bytes(): number {
    return this.#pieceBytes + this.#compressedBytes
  }

  /** Compressed it is kept; plain it is put together anew, which takes no longer than sending it. */
  body(encoding: ScrapeEncoding): Promise<Buffer> {
    if (encoding === 'identity') return this.#join()
    const known = this.#compressed.get(encoding)
    if (known) return known
    const compressed = this.#compress(encoding)
    this.#compressed.set(encoding, compressed)
    return compressed
  }

  async #count(pieces: Promise<readonly Uint8Array[]>): Promise<readonly Uint8Array[]> {
    const rendered = await pieces
    this.#pieceBytes = rendered.reduce((sum, piece) => sum + piece.length, 0)
    return rendered
  }

  async #join(): Promise<Buffer> {
    return Buffer.concat(await this.#pieces)
  }

  async #compress(encoding: Compression): Promise<Buffer> {
    const compressed = await this.caches[encoding].compress(await this.#pieces)
    // The whole, and its parts in the cache.
    this.#compressedBytes += 2 * compressed.length
    return compressed
  }
}
