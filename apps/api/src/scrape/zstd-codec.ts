import { promisify } from 'node:util'
import { constants, zstdCompress } from 'node:zlib'
import type { StreamCodec } from './stream-codec.ts'

const compressInPool = promisify(zstdCompress)

const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1 }

/** Frames stand one after the other (RFC 8878 section 3). A fifth smaller than gzip in the same time. */
export const zstdCodec: StreamCodec<Buffer> = {
  compress: (bytes) => compressInPool(bytes, { params: PARAMS }),
  join: (frames) => Buffer.concat(frames),
}
