/** Undoes `Content-Encoding`, stopping as soon as more comes out than may. */
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Problem } from '@postern/domain'

const gunzipInPool = promisify(gunzip)

/**
 * The body as the job wrote it. An encoding that is not known is passed over and the bytes are read as they are, as the
 * Pushgateway does. Throws `body-malformed`, and `body-too-large` when more than `maxBytes` come out.
 */
export async function decodeBody(
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  if (encoding?.toLowerCase() !== 'gzip') return body
  try {
    return await gunzipInPool(body, { maxOutputLength: maxBytes })
  } catch (error) {
    throw asProblem(error, maxBytes)
  }
}

function asProblem(error: unknown, maxBytes: number): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return new Problem('body-too-large', `the body inflates to more than ${maxBytes} bytes`, {
      cause: error,
    })
  }
  const reason = error instanceof Error ? error.message : 'unreadable'
  return new Problem('body-malformed', `gzip: ${reason}`, { cause: error })
}
