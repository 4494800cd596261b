/** Compresses a scrape without doing again what was done for the one before. */
import { limitConcurrency } from '../limit-concurrency.ts'
import type { StreamCodec } from './stream-codec.ts'

// A run starts with an empty window, so small pieces share one; a larger piece stands alone.
const RUN_BYTES = 64 * 1024

// Where a known run begins, the one before it ends; but never so early that runs crumble over time.
const MIN_RUN_BYTES = 16 * 1024

// Each that is under way holds a quarter of a megabyte, and others want the thread pool too.
const AT_A_TIME = 4

/** Pieces that are compressed together, and kept until one of them changes. */
interface Run<Part> {
  readonly pieces: readonly Uint8Array[]
  readonly part: Promise<Part>
}

/** What one compression made of the last answer. */
export class RunCache<Part> {
  readonly #codec: StreamCodec<Part>
  #runs: ReadonlyMap<Uint8Array, Run<Part>> = new Map()

  constructor(codec: StreamCodec<Part>) {
    this.#codec = codec
  }

  /** The pieces as one stream. */
  async compress(pieces: readonly Uint8Array[]): Promise<Buffer> {
    const inTurn = limitConcurrency(AT_A_TIME)
    const runs = this.#cut(pieces, (run) => inTurn(() => this.#codec.compress(Buffer.concat(run))))
    this.#runs = new Map(
      runs.flatMap((run) => run.pieces.slice(0, 1).map((first) => [first, run] as const)),
    )
    return this.#codec.join(await Promise.all(runs.map(({ part }) => part)))
  }

  /** Known runs stay as they are; what is between them is cut anew. */
  #cut(pieces: readonly Uint8Array[], compress: (run: Uint8Array[]) => Promise<Part>): Run<Part>[] {
    const runs: Run<Part>[] = []
    let run: Uint8Array[] = []
    let bytes = 0
    const close = () => {
      if (run.length > 0) runs.push({ pieces: run, part: compress(run) })
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
    return runs.length > 0 ? runs : [{ pieces: [], part: compress([]) }]
  }

  #knownAt(pieces: readonly Uint8Array[], at: number): Run<Part> | undefined {
    const first = pieces[at]
    const run = first && this.#runs.get(first)
    return run?.pieces.every((piece, index) => piece === pieces[at + index]) ? run : undefined
  }
}
