import { type Db, deleteOldRequests } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { KEPT_MS } from './answer-repeats.ts'

const HOUR_MS = 60 * 60_000

/** Forgets the answers of yesterday. A round that fails is made up for by the next. */
export function forgetRepeats(
  app: FastifyInstance,
  { db, clock }: { readonly db: Db; readonly clock: () => number },
): void {
  const round = async () => {
    try {
      await deleteOldRequests(db, new Date(clock() - KEPT_MS))
    } catch (error) {
      app.log.warn({ err: error }, 'answers kept for repetitions were not removed')
    }
  }
  const timer = setInterval(() => void round(), HOUR_MS)
  timer.unref()
  app.addHook('onReady', round)
  app.addHook('onClose', async () => clearInterval(timer))
}
