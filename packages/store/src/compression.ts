/** How a group's content lies in its column: one byte that says how, then the content. */
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib'

const PLAIN = 0
const ZSTD = 1

// Below this the row fits a Postgres page anyway, and compressing would cost more time than the bytes it saves.
const SMALLEST_COMPRESSED = 2_048

// The fastest level: metrics shrink to a tenth with it already.
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

const compressInPool = promisify(zstdCompress)

/** Large content is compressed in the thread pool, so that it holds up nobody else. */
export async function pack(content: Uint8Array): Promise<Uint8Array> {
  if (content.length < SMALLEST_COMPRESSED) return prefixed(PLAIN, content)
  return prefixed(ZSTD, await compressInPool(content, OPTIONS))
}

/** What `pack` was given. Throws on a column that a newer release wrote otherwise. */
export function unpack(column: Uint8Array): Uint8Array {
  const rest = column.subarray(1)
  if (column[0] === PLAIN) return rest
  if (column[0] === ZSTD) return zstdDecompressSync(rest)
  throw new Error('the content was packed by a newer release')
}

function prefixed(how: number, bytes: Uint8Array): Uint8Array {
  const column = new Uint8Array(bytes.length + 1)
  column[0] = how
  column.set(bytes, 1)
  return column
}
