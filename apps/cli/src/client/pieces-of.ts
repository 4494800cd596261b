import { EXIT_SERVER } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Countdown } from './countdown.ts'

/**
 * The body of an answer as it comes. Whoever takes it may take their time; the server has that long for each piece. Throws
 * when it breaks off.
 */
export async function* piecesOf(
  { body, url }: Response,
  clock: Countdown,
  quietMs: number,
): AsyncGenerator<Uint8Array> {
  try {
    clock.start(quietMs)
    for await (const piece of body ?? []) {
      clock.stop()
      yield piece
      clock.start(quietMs)
    }
  } catch (error) {
    const why = clock.signal.aborted ? 'stood still' : 'broke off'
    throw new Failure(EXIT_SERVER, `the answer of ${new URL(url).origin} ${why} before its end`, {
      cause: error,
    })
  } finally {
    clock.stop()
  }
}
