/**
 * Compresses a scrape without doing again what was done for the one before: gzip streams and zstd streams may be several
 * members or frames one after the other (RFC 1952 section 2.2, RFC 8878 section 3), so each run of pieces is one of its
 * own, kept until a piece in it changes.
 */
import { promisify } from 'node:util'
import { constants, gzip, zstdCompress } from 'node:zlib'
import { limitConcurrency } from '../limit-concurrency.ts'
import type { ScrapeEncoding } from './negotiate-encoding.ts'

export type Compression = Exclude<ScrapeEncoding, 'identity'>
export type Compressor = (bytes: Buffer) => Promise<Buffer>

const gzipInPool = promisify(gzip)
const zstdInPool = promisify(zstdCompress)

// Metrics repeat themselves: higher levels win a few percent and cost several times the work.
export const compressors: Readonly<Record<Compression, Compressor>> = {
  gzip: (bytes) => gzipInPool(bytes, { level: 1 }),
  zstd: (bytes) => zstdInPool(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
}

// A run costs some bytes of its own and a fresh window, so small pieces share one; a larger piece stands alone.
const RUN_BYTES = 64 * 1024

// Where a known run begins, the one before it ends; but never so early that runs crumble over time.
const MIN_RUN_BYTES = 16 * 1024

// Each that is under way holds a quarter of a megabyte, and others want the thread pool too.
const AT_A_TIME = 4

interface Run {
  readonly pieces: readonly Uint8Array[]
  readonly compressed: Promise<Buffer>
}

/** What one compression made of the last answer. */
export class RunCache {
  readonly #compressor: Compressor
  #runs: ReadonlyMap<Uint8Array, Run> = new Map()

  constructor(compressor: Compressor) {
    this.#compressor = compressor
  }

  /** The pieces as one stream. */
  async compress(pieces: readonly Uint8Array[]): Promise<Buffer> {
    const inTurn = limitConcurrency(AT_A_TIME)
    const runs = this.#cut(pieces, (run) => inTurn(() => this.#compressor(Buffer.concat(run))))
    this.#runs = new Map(
      runs.flatMap((run) => run.pieces.slice(0, 1).map((first) => [first, run] as const)),
    )
    return Buffer.concat(await Promise.all(runs.map((run) => run.compressed)))
  }

  /** Known runs stay as they are; what is between them is cut anew. */
  #cut(pieces: readonly Uint8Array[], compress: (run: Uint8Array[]) => Promise<Buffer>): Run[] {
    const runs: Run[] = []
    let run: Uint8Array[] = []
    let bytes = 0
    const close = () => {
      if (run.length > 0) runs.push({ pieces: run, compressed: compress(run) })
      run = []
      bytes = 0
    }
    for (let at = 0; at < pieces.length; ) {
      const known = bytes === 0 || bytes >= MIN_RUN_BYTES ? this.#knownAt(pieces, at) : undefined
      if (known) {
        close()
        runs.push(known)
        at += known.pieces.length
        continue
      }
      const piece = pieces[at++]
      if (piece === undefined) break
      run.push(piece)
      bytes += piece.length
      if (bytes >= RUN_BYTES) close()
    }
    close()
    return runs.length > 0 ? runs : [{ pieces: [], compressed: compress([]) }]
  }

  #knownAt(pieces: readonly Uint8Array[], at: number): Run | undefined {
    const first = pieces[at]
    const run = first && this.#runs.get(first)
    return run?.pieces.every((piece, index) => piece === pieces[at + index]) ? run : undefined
  }
}
