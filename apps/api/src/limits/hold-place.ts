import { NO_LIMIT } from '@postern/domain'
import type { FastifyReply } from 'fastify'
import { atEnd } from './at-end.ts'
import type { Concurrency } from './concurrency.ts'

/** Takes a place until the answer was sent or the client went away, be it while there is none yet. */
export async function holdPlace(
  reply: FastifyReply,
  running: Concurrency,
  who: string,
  allowed: number,
): Promise<void> {
  if (allowed === NO_LIMIT) return
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const leave = await running.enter(who, allowed, gone.signal)
  if (gone.signal.aborted) leave()
  else atEnd(reply, leave)
}
