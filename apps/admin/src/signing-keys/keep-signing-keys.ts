import { systemContext } from '@postern/domain'
import type { FastifyInstance } from 'fastify'
import type { SigningKeyDeps } from './add-signing-key.ts'
import { ensureSigningKeys } from './ensure-signing-keys.ts'

const HOUR_MS = 60 * 60 * 1_000

/** Keeps the schedule: before the first request, and then every hour. A round that fails is made up for by the next. */
export function keepSigningKeys(
  app: FastifyInstance,
  deps: SigningKeyDeps & { readonly clock: () => number },
): void {
  const round = async () => {
    try {
      await ensureSigningKeys(deps, systemContext(deps.clock()))
    } catch (error) {
      app.log.warn({ err: error }, 'signing keys were not seen to')
    }
  }
  const timer = setInterval(() => void round(), HOUR_MS)
  timer.unref()
  app.addHook('onReady', round)
  app.addHook('onClose', async () => clearInterval(timer))
}
