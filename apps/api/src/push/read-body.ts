import type { Readable } from 'node:stream'
import { Problem } from '@postern/domain'
import { bodyTooLarge } from './body-too-large.ts'

export interface BodyRules {
  readonly maxBytes: number
  /** Told of every piece that comes; what it throws ends the reading. */
  readonly hold: (bytes: number) => void
}

/** Reads a body to its end. Stops with `body-too-large` as soon as there is more than may be. */
export function readBody(payload: Readable, { maxBytes, hold }: BodyRules): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  let length = 0
  const onData = (chunk: Buffer) => {
    length += chunk.length
    try {
      if (length > maxBytes) throw bodyTooLarge('maxPushBytes', maxBytes)
      hold(chunk.length)
      chunks.push(chunk)
    } catch (error) {
      finish(() => reject(error))
    }
  }
  // A copy even of a single chunk, which may be a window on the buffer of the socket.
  const onEnd = () => finish(() => resolve(Buffer.concat(chunks, length)))
  const onError = (cause: Error) =>
    finish(() =>
      reject(new Problem('body-malformed', 'the body ended before it was whole', { cause })),
    )
  const finish = (settle: () => void) => {
    payload.off('data', onData).off('end', onEnd).off('error', onError)
    // What comes late must not bring down the process.
    payload.on('error', () => undefined)
    settle()
  }
  payload.on('data', onData).on('end', onEnd).on('error', onError)
  payload.resume()
  return promise
}
