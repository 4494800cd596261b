/**
 * Compresses a scrape without doing again what was done for the one before: a gzip stream may be several members one
 * after the other (RFC 1952 section 2.2), so each run of pieces is a member of its own, kept until a piece in it changes.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const gzipInPool = promisify(gzip)

// A member costs 18 bytes and a fresh window, so small pieces share one; a larger piece stands alone.
const MEMBER_BYTES = 64 * 1024

// Metrics repeat themselves: higher levels win a few percent and cost several times the work.
const LEVEL = 1

interface Member {
  readonly pieces: readonly Uint8Array[]
  readonly compressed: Promise<Buffer>
}

export class MemberCache {
  #members = new Map<Uint8Array, Member>()

  /** The pieces as one gzip stream. */
  async compress(pieces: readonly Uint8Array[]): Promise<Buffer> {
    const members = runsOf(pieces).map((run) => this.#memberOf(run))
    this.#members = new Map(
      members.flatMap((member) => member.pieces.slice(0, 1).map((first) => [first, member])),
    )
    return Buffer.concat(await Promise.all(members.map((member) => member.compressed)))
  }

  #memberOf(run: readonly Uint8Array[]): Member {
    const known = run[0] && this.#members.get(run[0])
    if (known && isSame(known.pieces, run)) return known
    return { pieces: run, compressed: gzipInPool(Buffer.concat(run), { level: LEVEL }) }
  }
}

function runsOf(pieces: readonly Uint8Array[]): Uint8Array[][] {
  const runs: Uint8Array[][] = []
  let run: Uint8Array[] = []
  let bytes = 0
  for (const piece of pieces) {
    run.push(piece)
    bytes += piece.length
    if (bytes < MEMBER_BYTES) continue
    runs.push(run)
    run = []
    bytes = 0
  }
  if (run.length > 0 || runs.length === 0) runs.push(run)
  return runs
}

function isSame(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((piece, index) => piece === b[index])
}
