/** The data plane as a process of its own: environment → dependencies → listen → drain. */
import {
  createLogger,
  KeyHasher,
  openMetrics,
  openTransport,
  processLoopDelay,
  runMain,
  stopOnSignal,
} from '@postern/server'
import { connect, connectionWaitMs, refuseBypass } from '@postern/store'
import { createApi } from './app.ts'
import { loadConfig } from './config.ts'

// A tenant uses one at a time for its pushes and one for its credentials.
const MAX_CONNECTIONS = 20

runMain(async () => {
  const config = loadConfig(process.env)
  const logger = createLogger(config.logLevel)
  const transport = await openTransport(config.transport)
  const db = connect({
    url: config.databaseUrl,
    applicationName: 'postern-api',
    maxConnections: MAX_CONNECTIONS,
    onIdleError: (error) => logger.warn({ reason: error.message }, 'a database connection broke'),
  })
  await refuseBypass(db)
  const own = await openMetrics(config.metrics, logger)

  const hasher = new KeyHasher(config.pepper, config.formerPeppers)
  own?.metrics.watchFormerPepper(hasher)
  const { publicUrl, jwksAllowedHosts, retention, history, limits, securityContacts } = config
  const loopDelay = processLoopDelay()
  const load = {
    bounds: config.shedBounds,
    loopDelayMs: () => loopDelay.currentMs,
    connectionWaitMs: () => connectionWaitMs(db),
  }
  const shared = { db, hasher, clock: Date.now, logger, transport, load, metrics: own?.metrics }
  const app = await createApi({
    ...shared,
    publicUrl,
    jwksAllowedHosts,
    retention,
    history,
    limits,
    securityContacts,
  })
  stopOnSignal(logger, async () => {
    await app.close()
    await own?.[Symbol.asyncDispose]()
    await db.destroy()
  })
  await app.listen({ host: config.host, port: config.port })
  loopDelay.start()
})
