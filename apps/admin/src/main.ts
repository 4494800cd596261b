/** The control plane as a process of its own: environment → dependencies → listen → drain. */
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
import { createAdmin } from './app.ts'
import { loadConfig } from './config.ts'
import { readWebPages } from './serve-web.ts'

// Operators are few, and each call is some queries.
const MAX_CONNECTIONS = 10

runMain(async () => {
  const config = loadConfig(process.env)
  const logger = createLogger(config.logLevel)
  const transport = await openTransport(config.transport)
  const db = connect({
    url: config.databaseUrl,
    applicationName: 'postern-admin',
    maxConnections: MAX_CONNECTIONS,
    onIdleError: (error) => logger.warn({ reason: error.message }, 'a database connection broke'),
  })
  await refuseBypass(db)
  const own = await openMetrics(config.metrics, logger)

  const hasher = new KeyHasher(config.pepper, config.formerPeppers)
  own?.metrics.watchFormerPepper(hasher)
  const { publicUrl, jwksAllowedHosts, adminUrl, provider, auditRetentionMs, retention, limits } =
    config
  const { securityContacts } = config
  const loopDelay = processLoopDelay()
  const load = {
    bounds: config.shedBounds,
    loopDelayMs: () => loopDelay.currentMs,
    connectionWaitMs: () => connectionWaitMs(db),
  }
  const shared = { db, hasher, clock: Date.now, logger, transport, load, metrics: own?.metrics }
  const web = await readWebPages()
  if (!web) logger.warn('the web UI is not built, so there is the API alone: run "npm run build"')
  const settings = {
    publicUrl,
    jwksAllowedHosts,
    adminUrl,
    provider,
    auditRetentionMs,
    retention,
    limits,
    securityContacts,
  }
  const app = await createAdmin({ ...shared, ...settings, web })
  stopOnSignal(logger, async () => {
    await app.close()
    await own?.[Symbol.asyncDispose]()
    await db.destroy()
  })
  await app.listen({ host: config.host, port: config.port })
  loopDelay.start()
})
