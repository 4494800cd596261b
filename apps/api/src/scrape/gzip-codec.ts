/**
 * gzip in parts. Members could simply stand one after the other (RFC 1952 section 2.2), but curl, browsers and others
 * read the first one only and take it for the whole. So it is one member, whose data is put together:
 *
 *     header │ blocks │ 00 00 ff ff │ blocks │ 00 00 ff ff │ … │ last block, empty │ checksum, length
 *              └──── a part ────┘     └──── a part ────┘
 *
 * A part ends with an empty block, which fills up its last byte, and refers to nothing before its beginning.
 */
import { promisify } from 'node:util'
import { constants, crc32, deflateRaw } from 'node:zlib'
import { combineCrc32 } from './crc32-combine.ts'
import type { StreamCodec } from './stream-codec.ts'

const deflateInPool = promisify(deflateRaw)

export interface DeflatedPart {
  readonly deflated: Buffer
  readonly checksum: number
  /** Before it was compressed. */
  readonly length: number
}

// Metrics repeat themselves: higher levels win a few percent and cost several times the work.
const LEVEL = 1

// No name, no time, the fastest level, of no special operating system.
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255])

const LAST_BLOCK = Buffer.from([3, 0])

export const gzipCodec: StreamCodec<DeflatedPart> = {
  async compress(bytes) {
    const deflated = await deflateInPool(bytes, {
      level: LEVEL,
      finishFlush: constants.Z_SYNC_FLUSH,
    })
    return { deflated, checksum: crc32(bytes), length: bytes.length }
  },
  join(parts) {
    let checksum = 0
    let length = 0
    for (const part of parts) {
      checksum = combineCrc32(checksum, part.checksum, part.length)
      length += part.length
    }
    const trailer = Buffer.alloc(8)
    trailer.writeUInt32LE(checksum)
    trailer.writeUInt32LE(length % 2 ** 32, 4)
    return Buffer.concat([HEADER, ...parts.map(({ deflated }) => deflated), LAST_BLOCK, trailer])
  },
}
