/** Inflates gzip (RFC 1952, several members too) and zstd (RFC 8878, several frames too), up to a size. */
import { promisify } from 'node:util'
import { constants, gunzip, gunzipSync, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import { BrokenEncoding, InflatedTooLarge } from './inflate-errors.ts'
import { inPoolInTurn, SMALL_WIRE_BYTES } from './large-bodies.ts'

// A trip to the thread pool costs three times what inflating a small body costs, so those are inflated at once: up to
// this much comes out, in half a millisecond.
const SMALL_BYTES = 128 * 1024

// For large bodies: fewer trips to the pool than with the 16 KiB that are Node's default.
const CHUNK_BYTES = 128 * 1024

// 8 MiB, which RFC 9659 asks of a receiver; a frame may ask for gigabytes.
const MAX_ZSTD_WINDOW_LOG = 23

interface Options {
  readonly info: true
  readonly maxOutputLength: number
  readonly chunkSize?: number
  readonly params?: Readonly<Record<number, number>>
}

interface Inflated {
  readonly buffer: Buffer
  /** How much of the body was read. */
  readonly engine: { readonly bytesWritten: number }
}

/** One encoding, in the ways that Node offers it. */
interface Codec {
  readonly now: (body: Buffer, options: Options) => Inflated
  readonly inPool: (body: Buffer, options: Options) => Promise<Inflated>
  readonly params?: Readonly<Record<number, number>>
  readonly words: (code: string, message: string) => string
}

// Node's types leave out what `info` makes of the results.
const codecs = {
  gzip: {
    now: gunzipSync as unknown as Codec['now'],
    inPool: promisify(gunzip) as unknown as Codec['inPool'],
    words: gzipWords,
  },
  zstd: {
    now: zstdDecompressSync as unknown as Codec['now'],
    inPool: promisify(zstdDecompress) as unknown as Codec['inPool'],
    params: { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG },
    words: zstdWords,
  },
} as const satisfies Record<string, Codec>

/** Throws `BrokenEncoding`, and `InflatedTooLarge` as soon as more than `maxBytes` came out. */
export async function inflate(
  encoding: keyof typeof codecs,
  body: Buffer,
  maxBytes: number,
): Promise<Buffer> {
  if (body.length === 0) throw new BrokenEncoding('EOF')
  const codec: Codec = codecs[encoding]
  try {
    const { buffer, engine } =
      inflateSmall(codec, body, maxBytes) ??
      (await inPoolInTurn(() => inflateLarge(codec, body, maxBytes)))
    if (engine.bytesWritten === body.length) return buffer
  } catch (error) {
    throw translate(error, codec)
  }
  // Node takes a zero byte behind the stream for padding, and looks no further.
  throw new BrokenEncoding(`${encoding}: invalid header`)
}

/** `undefined` for a body that is not small, or turns out not to be. */
function inflateSmall(codec: Codec, body: Buffer, maxBytes: number): Inflated | undefined {
  if (body.length > SMALL_WIRE_BYTES) return undefined
  const maxOutputLength = Math.min(SMALL_BYTES, maxBytes)
  try {
    return codec.now(body, { ...paramsOf(codec), info: true, maxOutputLength })
  } catch (error) {
    if (maxBytes > maxOutputLength && codeOf(error) === TOO_LARGE) return undefined
    throw error
  }
}

function inflateLarge(codec: Codec, body: Buffer, maxBytes: number): Promise<Inflated> {
  return codec.inPool(body, {
    ...paramsOf(codec),
    info: true,
    maxOutputLength: maxBytes,
    chunkSize: CHUNK_BYTES,
  })
}

function paramsOf({ params }: Codec): Pick<Options, 'params'> {
  return params === undefined ? {} : { params }
}

const TOO_LARGE = 'ERR_BUFFER_TOO_LARGE'

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function translate(error: unknown, codec: Codec): unknown {
  const code = codeOf(error)
  if (code === TOO_LARGE) return new InflatedTooLarge('too large', { cause: error })
  // Whatever else goes wrong, such as a lack of memory, is not the body's fault.
  if (!/^(?:Z_DATA|Z_BUF|ZSTD)_?error/i.test(code) || !(error instanceof Error)) return error
  return new BrokenEncoding(codec.words(code, error.message), { cause: error })
}

/** As the Pushgateway says it. */
function gzipWords(code: string, message: string): string {
  if (code === 'Z_BUF_ERROR') return 'unexpected EOF'
  if (/^incorrect (?:data|length) check$/.test(message)) return 'gzip: invalid checksum'
  if (/header|method/.test(message)) return 'gzip: invalid header'
  return `gzip: ${message}`
}

function zstdWords(code: string, message: string): string {
  return code === 'Z_BUF_ERROR' ? 'zstd: unexpected EOF' : `zstd: ${message}`
}
