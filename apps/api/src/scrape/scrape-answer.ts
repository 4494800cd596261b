import { type Compression, compressors, RunCache } from './compress.ts'
import type { ScrapeEncoding } from './negotiate-encoding.ts'

/** What earlier answers were compressed to; handed on from answer to answer. */
export type RunCaches = Readonly<Record<Compression, RunCache>>

export function newRunCaches(): RunCaches {
  return { gzip: new RunCache(compressors.gzip), zstd: new RunCache(compressors.zstd) }
}

/** What a scrape of some namespaces says at one version, in one format. */
export class ScrapeAnswer {
  readonly version: number
  readonly caches: RunCaches
  readonly #pieces: Promise<readonly Uint8Array[]>
  readonly #compressed = new Map<Compression, Promise<Buffer>>()
  #bytes = 0

  constructor(version: number, pieces: Promise<readonly Uint8Array[]>, caches: RunCaches) {
    this.version = version
    this.#pieces = pieces
    this.caches = caches
  }

  /** Roughly what it takes in memory, as far as it was made yet. */
  get bytes(): number {
    return this.#bytes
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

  async #join(): Promise<Buffer> {
    const plain = Buffer.concat(await this.#pieces)
    this.#bytes = Math.max(this.#bytes, plain.length)
    return plain
  }

  /** The whole, and its parts in the cache. */
  async #compress(encoding: Compression): Promise<Buffer> {
    const pieces = await this.#pieces
    const compressed = await this.caches[encoding].compress(pieces)
    this.#bytes += 2 * compressed.length
    return compressed
  }
}
