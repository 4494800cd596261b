/** The data plane as a process of its own: environment → dependencies → listen → drain. */
import { createLogger, KeyHasher, stopOnSignal } from '@postern/server'
import { connect, refuseBypass } from '@postern/store'
import { createApi } from './app.ts'
import { loadConfig } from './config.ts'

const config = loadConfig(process.env)
const logger = createLogger(config.logLevel)
const db = connect({
  url: config.databaseUrl,
  applicationName: 'postern-api',
  maxConnections: 20,
  onIdleError: (error) => logger.warn({ err: error }, 'a database connection broke'),
})
await refuseBypass(db)

const app = await createApi({ db, hasher: new KeyHasher(config.pepper), clock: Date.now, logger })
stopOnSignal(logger, async () => {
  await app.close()
  await db.destroy()
})
await app.listen({ host: config.host, port: config.port })
