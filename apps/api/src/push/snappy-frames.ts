/**
 * Reads the snappy framing format (google/snappy, framing_format.txt), as the Pushgateway takes it:
 *
 *     stream identifier │ chunk │ chunk │ …        a chunk: type, 1 byte │ length, 3 bytes │ checksum, 4 bytes │ data
 */
import { uncompressSync } from 'snappy'
import { crc32c } from './crc32c.ts'
import { BrokenEncoding } from './inflate-errors.ts'

const COMPRESSED = 0x00
const UNCOMPRESSED = 0x01
const FIRST_SKIPPABLE = 0x80
const STREAM_IDENTIFIER = 0xff

const IDENTIFIER = Buffer.from('sNaPpY')
const HEADER_BYTES = 4
const CHECKSUM_BYTES = 4

/** What a chunk holds at most, section 4.2. */
const MAX_CHUNK_BYTES = 65_536

/** What each chunk holds, in order; nothing for one that is to be skipped. Throws `BrokenEncoding`. */
export function* readSnappyFrames(body: Buffer): Generator<Uint8Array> {
  let at = 0
  while (at < body.length) {
    const start = at + HEADER_BYTES
    if (start > body.length) throw corrupt()
    const type = body.readUInt8(at)
    const end = start + body.readUIntLE(at + 1, HEADER_BYTES - 1)
    if (end > body.length || (at === 0 && type !== STREAM_IDENTIFIER)) throw corrupt()
    const chunk = body.subarray(start, end)
    yield readChunk(type, chunk)
    at = end
  }
}

function readChunk(type: number, chunk: Buffer): Uint8Array {
  if (type === COMPRESSED || type === UNCOMPRESSED) return readData(type, chunk)
  if (type === STREAM_IDENTIFIER && !chunk.equals(IDENTIFIER)) throw corrupt()
  if (type < FIRST_SKIPPABLE) throw new BrokenEncoding('snappy: unsupported input')
  return NOTHING
}

const NOTHING = new Uint8Array()

function readData(type: number, chunk: Buffer): Uint8Array {
  if (chunk.length < CHECKSUM_BYTES) throw corrupt()
  const content = chunk.subarray(CHECKSUM_BYTES)
  const data = type === COMPRESSED ? uncompress(content) : content
  const isWhole = data.length <= MAX_CHUNK_BYTES && chunk.readUInt32LE(0) === mask(crc32c(data))
  return isWhole ? data : fail()
}

function uncompress(block: Buffer): Uint8Array {
  if (uncompressedLength(block) > MAX_CHUNK_BYTES) throw corrupt()
  try {
    const data = uncompressSync(block)
    return typeof data === 'string' ? fail() : data
  } catch (error) {
    throw corrupt(error)
  }
}

/** The block begins with its length, seven bits a byte. Read before anything is made of that size. */
function uncompressedLength(block: Buffer): number {
  let length = 0
  for (const [index, byte] of block.subarray(0, 3).entries()) {
    length += (byte & 0x7f) << (7 * index)
    if (byte < 0x80) return length
  }
  return Number.POSITIVE_INFINITY
}

/** Section 3: a checksum of data that holds checksums would be weak. */
function mask(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0
}

function corrupt(cause?: unknown): BrokenEncoding {
  return new BrokenEncoding('snappy: corrupt input', { cause })
}

function fail(): never {
  throw corrupt()
}
