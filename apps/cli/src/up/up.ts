/** Everything in one process: a Postgres, the gateway and the admin app. */
import { once } from 'node:events'
import { join } from 'node:path'
import { createAdmin, readWebPages } from '@postern/admin'
import { createApi } from '@postern/api'
import {
  createLogger,
  type Environment,
  type Load,
  type LoopDelay,
  openMetrics,
  openTransport,
  processLoopDelay,
} from '@postern/server'
import { connect, connectionWaitMs, type Db, type RuntimeRole, refuseBypass } from '@postern/store'
import { migrateDatabase } from '../database/migrate-database.ts'
import { openDatabase } from '../database/open-database.ts'
import type { OpenDatabase } from '../database/opened-database.ts'
import type { Output } from '../output.ts'
import { loadUpSettings, type UpSettings } from '../settings.ts'
import { openStateDir } from '../state/state-dir.ts'
import { firstSetUpLink } from './first-set-up-link.ts'
import { CREDENTIALS_FILE, keepCredentials } from './keep-credentials.ts'
import { describeListenError, findPorts, type Listener, urlOf } from './listener.ts'
import { openHasher } from './open-hasher.ts'
import { stopSignal } from './stop-signal.ts'
import { printSummary } from './summary.ts'

/** Runs until a signal says stop. */
export async function up(env: Environment, out: Output): Promise<void> {
  const settings = loadUpSettings(env)
  const stopping = stopSignal(out)
  try {
    await serveUntil(stopping, settings, out)
  } catch (error) {
    // Told to stop before it was up: that is no failure.
    if (error !== stopping.reason) throw error
  }
  out.complain('  Stopped.')
}

/** What was started is stopped in the opposite order, also when a later step fails. */
async function serveUntil(stopping: AbortSignal, settings: UpSettings, out: Output): Promise<void> {
  await using started = new AsyncDisposableStack()
  const state = started.use(await openStateDir(settings.stateDir))
  const { api, admin } = await findPorts(settings)
  const addresses = { apiUrl: urlOf(api), adminUrl: urlOf(admin) }
  const transports = {
    api: await openTransport(settings.transports.api),
    admin: await openTransport(settings.transports.admin),
  }

  const database = started.use(
    await openDatabase(settings, state, (what) => out.complain(`  ${what}`)),
  )
  stopping.throwIfAborted()
  await migrateDatabase(database.urls.owner)
  stopping.throwIfAborted()

  const logger = createLogger(settings.logLevel)
  const hasher = await openHasher(settings, state)
  const { jwksAllowedHosts, limits, retention, securityContacts } = settings
  const own = started.use(await openMetrics(settings.metrics, logger))
  own?.metrics.watchFormerPepper(hasher)
  const shared = {
    hasher,
    clock: Date.now,
    logger,
    publicUrl: settings.publicUrl ?? addresses.apiUrl,
    jwksAllowedHosts,
    retention,
    limits,
    securityContacts,
    metrics: own?.metrics,
  }
  const onBreak = (error: Error) => {
    // Stopping the server breaks those that are still being closed.
    if (stopping.aborted) return
    logger.warn({ reason: error.message }, 'a database connection broke')
  }
  const apiDb = started.adopt(await connectApp(database, 'postern_api', onBreak), close)
  const adminDb = started.adopt(await connectApp(database, 'postern_admin', onBreak), close)
  const kept = await keepCredentials(state, { db: adminDb, hasher }, addresses)

  const loopDelay = started.use(processLoopDelay())
  const loadWith = (db: Db) => loadOf(settings, loopDelay, db)
  const ofApi = { db: apiDb, transport: transports.api, load: loadWith(apiDb) }
  const apiDeps = { ...shared, ...ofApi, history: settings.history }
  await listen(started.adopt(await createApi(apiDeps), stop), api)
  const web = await readWebPages()
  const { adminPublicUrl: adminUrl = addresses.adminUrl, provider, auditRetentionMs } = settings
  const people = { adminUrl, provider, auditRetentionMs }
  const ofAdmin = { db: adminDb, transport: transports.admin, load: loadWith(adminDb) }
  const adminDeps = { ...shared, ...ofAdmin, ...people, web }
  await listen(started.adopt(await createAdmin(adminDeps), stop), admin)
  loopDelay.start()
  await state.announce(addresses.apiUrl)
  printSummary(out, {
    ...kept,
    credentialsFile: join(state.shown, CREDENTIALS_FILE),
    data: database.description,
    hasPages: web !== undefined,
    setUpLink: await firstSetUpLink({ db: adminDb, hasher, adminUrl }, Date.now()),
  })
  if (!stopping.aborted) await once(stopping, 'abort')
}

/** The loop is that of both apps, the connections are each one's own. */
function loadOf({ shedBounds: bounds }: UpSettings, loopDelay: LoopDelay, db: Db): Load {
  return {
    bounds,
    loopDelayMs: () => loopDelay.currentMs,
    connectionWaitMs: () => connectionWaitMs(db),
  }
}

// As many as each app takes when it runs as a process of its own.
const MAX_CONNECTIONS = { postern_api: 20, postern_admin: 10 }

/** Connects as the app's own role, and refuses one that could read past the policies. */
async function connectApp(
  database: OpenDatabase,
  role: RuntimeRole,
  onIdleError: (error: Error) => void,
): Promise<Db> {
  const db = connect({
    url: database.urls[role],
    applicationName: role.replace('_', '-'),
    maxConnections: MAX_CONNECTIONS[role],
    onIdleError,
  })
  try {
    await refuseBypass(db)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

type App = Awaited<ReturnType<typeof createApi | typeof createAdmin>>

async function listen(app: App, listener: Listener): Promise<void> {
  try {
    await app.listen({ host: listener.host, port: listener.port })
  } catch (error) {
    throw describeListenError(error, listener)
  }
}

function close(db: Db): Promise<void> {
  return db.destroy()
}

const SWEEP_MS = 50

/** Answers what is under way, then closes. */
async function stop(app: App): Promise<void> {
  // A connection that was busy when closing began is kept open after its answer, for a request that never comes.
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
  }
}
