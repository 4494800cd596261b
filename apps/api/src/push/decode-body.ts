/** Undoes `Content-Encoding`, stopping as soon as more comes out than may. */
import { Problem } from '@postern/domain'
import { bodyTooLarge } from './body-too-large.ts'
import { inflate } from './inflate.ts'
import { BrokenEncoding, InflatedTooLarge } from './inflate-errors.ts'
import { inflateSnappy } from './inflate-snappy.ts'

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
      return inflateSnappy(body, maxBytes)
    default:
      if (body.length > maxBytes) throw new InflatedTooLarge('too large')
      return body
  }
}

function asProblem(error: unknown, encoding: string, maxBytes: number): unknown {
  if (error instanceof InflatedTooLarge) {
    return bodyTooLarge('maxInflatedPushBytes', maxBytes)
  }
  if (!(error instanceof BrokenEncoding)) return error
  const words = `${error.message} (the body is not ${encoding}, as Content-Encoding says, or not whole)`
  return new Problem('body-malformed', words, { cause: error })
}
