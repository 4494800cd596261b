import { accountForServer } from './account.ts'
import { findBinaries } from './binaries.ts'
import { type Cluster, openCluster, SUPERUSER } from './cluster.ts'
import { freePort } from './free-port.ts'
import { keepRunning } from './keep-running.ts'
import { clearLeftovers } from './leftovers.ts'
import { launchServer, type ServerProcess } from './server-process.ts'
import { type ServerSettings, serverArguments } from './settings.ts'

export interface EmbeddedPostgresOptions {
  /** Holds everything of this server; made when missing. One process at a time may use it: the caller sees to that. */
  readonly folder: string
  /** A free one when not given. */
  readonly port?: number
  /** More settings of postgresql.conf, or others than ours. */
  readonly settings?: ServerSettings
  /** Hears, in words, that the server ended without being told to, and how its restart went. */
  readonly onIncident?: (what: string) => void
}

export interface Login {
  readonly user: string
  readonly password: string
}

export interface EmbeddedPostgres {
  readonly port: number
  /** A connection URL, for the superuser when no login is given. */
  url(database: string, login?: Login): string
  /** Ends the server when its clients are gone or not. Does nothing the second time. */
  stop(): Promise<void>
}

/**
 * Runs a Postgres server of our own on 127.0.0.1 until told to stop. What an earlier run left, running or not, is
 * cleared away first; a server that ends by itself is started again on the same port.
 */
export function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return startCluster({ ...options, durable: true, isTemporary: false })
}

interface StartOptions extends EmbeddedPostgresOptions {
  readonly durable: boolean
  readonly isTemporary: boolean
}

export async function startCluster(options: StartOptions): Promise<EmbeddedPostgres> {
  const account = await accountForServer(options.folder)
  const cluster = await openCluster({
    folder: options.folder,
    account,
    binaries: await findBinaries(account),
    durable: options.durable,
  })
  await clearLeftovers(cluster.data)
  const { server, port } = await launchOnSomePort(cluster, options)
  const running = keepRunning(server, {
    relaunch: async () => {
      await clearLeftovers(cluster.data)
      return launch(cluster, { ...options, port })
    },
    stopHow: options.durable ? 'fast' : 'immediate',
    report: options.onIncident ?? (() => undefined),
  })
  return {
    port,
    url: (database, login) => connectionUrl(cluster, port, database, login),
    stop: () => running.stop(),
  }
}

// Between finding a free port and listening on it somebody else may take it, which does not happen often in a row.
const PORT_TRIES = 5

async function launchOnSomePort(
  cluster: Cluster,
  options: StartOptions,
): Promise<{ server: ServerProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    try {
      return { server: await launch(cluster, { ...options, port }), port }
    } catch (error) {
      const isLast = options.port !== undefined || attempt === PORT_TRIES
      if (isLast || !/TCP\/IP sockets/.test(String(error))) throw error
    }
  }
}

type PortOptions = StartOptions & { readonly port: number }

function launch(cluster: Cluster, options: PortOptions): Promise<ServerProcess> {
  const args = serverArguments(options.port, options.durable, options.settings)
  return launchServer(cluster, { args, isTemporary: options.isTemporary })
}

function connectionUrl(cluster: Cluster, port: number, database: string, login?: Login): string {
  const { user, password } = login ?? { user: SUPERUSER, password: cluster.superuserPassword }
  const url = new URL(`postgresql://127.0.0.1:${port}`)
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(password)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}
