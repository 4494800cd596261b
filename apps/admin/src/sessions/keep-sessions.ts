import { type Db, deleteEndedSessions, deleteEndedWelcomeLinks } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { SESSION_IDLE_MS } from './session-life.ts'

const HOUR_MS = 60 * 60_000

/** Removes rows of sessions and links that have ended by time. A round that fails is made up for by the next. */
export function keepSessions(
  app: FastifyInstance,
  { db, clock }: { readonly db: Db; readonly clock: () => number },
): void {
  const round = async () => {
    const nowMs = clock()
    try {
      await deleteEndedSessions(db, new Date(nowMs), new Date(nowMs - SESSION_IDLE_MS))
      await deleteEndedWelcomeLinks(db, new Date(nowMs))
    } catch (error) {
      app.log.warn({ err: error }, 'ended sessions were not removed')
    }
  }
  const timer = setInterval(() => void round(), HOUR_MS)
  timer.unref()
  app.addHook('onReady', round)
  app.addHook('onClose', async () => clearInterval(timer))
}
