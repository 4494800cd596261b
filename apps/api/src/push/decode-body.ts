/** Undoes `Content-Encoding`, stopping as soon as more comes out than may. */
import { setImmediate } from 'node:timers/promises'
import { Problem } from '@postern/domain'
import { bodyTooLarge } from './body-too-large.ts'
import { inflate } from './inflate.ts'
import { BrokenEncoding, InflatedTooLarge } from './inflate-errors.ts'
import { decodeInTurn, SMALL_WIRE_BYTES } from './large-bodies.ts'
import { readSnappyFrames } from './snappy-frames.ts'

/**
 * The body as the job wrote it. An encoding that is not known is passed over and the bytes are read as they are, as the
 * Pushgateway does. Throws `body-malformed`, and `body-too-large` when more than `maxBytes` come out.
 */
export async function decodeBody(
  body: Buffer,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const encoding = contentEncoding?.toLowerCase() ?? ''
  try {
    return await decode(body, encoding, maxBytes)
  } catch (error) {
    throw asProblem(error, encoding, maxBytes)
  }
}

function decode(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> | Buffer {
  switch (encoding) {
    case 'gzip':
    case 'zstd':
      return inflate(encoding, body, maxBytes)
    case 'snappy':
      return body.length > SMALL_WIRE_BYTES
        ? decodeInTurn(() => joinSnappyFrames(body, maxBytes))
        : joinSnappyFrames(body, maxBytes)
    default:
      if (body.length > maxBytes) throw new InflatedTooLarge('too large')
      return body
  }
}

// Snappy has no thread pool to go to: others get their turn after every MiB, that is, every few milliseconds.
const BYTES_A_TURN = 1024 * 1024

async function joinSnappyFrames(body: Buffer, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  let turnEnd = BYTES_A_TURN
  for (const part of readSnappyFrames(body)) {
    length += part.length
    if (length > maxBytes) throw new InflatedTooLarge('too large')
    parts.push(part)
    if (length < turnEnd) continue
    turnEnd = length + BYTES_A_TURN
    await setImmediate()
  }
  return Buffer.concat(parts, length)
}

function asProblem(error: unknown, encoding: string, maxBytes: number): unknown {
  if (error instanceof InflatedTooLarge) {
    return bodyTooLarge('maxInflatedPushBytes', maxBytes)
  }
  if (!(error instanceof BrokenEncoding)) return error
  const words = `${error.message} (the body is not ${encoding}, as Content-Encoding says, or not whole)`
  return new Problem('body-malformed', words, { cause: error })
}
