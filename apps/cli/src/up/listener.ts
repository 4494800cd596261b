/** Where one of the two apps listens, and what to say when it cannot. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { urlOfListener } from '@postern/server'
import type { UpSettings } from '../settings.ts'

export interface Listener {
  readonly host: string
  readonly port: number
  /** The setting that changes the port. */
  readonly setting: 'POSTERN_API_PORT' | 'POSTERN_ADMIN_PORT'
  readonly isTls?: boolean
  readonly routePrefix?: string | undefined
}

/** Both ports, tried for a moment: better now than after a database was started for nothing. 0 becomes a free one. */
export async function findPorts(settings: UpSettings): Promise<{ api: Listener; admin: Listener }> {
  const { host, apiPort, adminPort, transports } = settings
  if (apiPort === adminPort && apiPort !== 0) {
    throw new Error(`POSTERN_API_PORT and POSTERN_ADMIN_PORT are both ${apiPort}`)
  }
  return {
    api: await tryPort({
      host,
      port: apiPort,
      setting: 'POSTERN_API_PORT',
      isTls: transports.api.tls !== undefined,
      routePrefix: transports.api.routePrefix,
    }),
    admin: await tryPort({
      host,
      port: adminPort,
      setting: 'POSTERN_ADMIN_PORT',
      isTls: transports.admin.tls !== undefined,
    }),
  }
}

async function tryPort(listener: Listener): Promise<Listener> {
  const server = createServer()
  try {
    server.listen({ host: listener.host, port: listener.port })
    await once(server, 'listening')
  } catch (error) {
    throw describeListenError(error, listener)
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? { ...listener, port: address.port } : listener
}

/** Why the app cannot listen, and which setting changes that. */
export function describeListenError(error: unknown, { host, port, setting }: Listener): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = new Map([
    ['EADDRINUSE', `port ${port} of ${host} is taken; choose another with ${setting}`],
    ['EACCES', `port ${port} needs more rights than we have; choose another with ${setting}`],
    ['EADDRNOTAVAIL', `${host} is no address of this machine; choose one with POSTERN_HOST`],
    ['ENOTFOUND', `${host} is no address of this machine; choose one with POSTERN_HOST`],
  ]).get(code)
  return new Error(why ?? `cannot listen on port ${port} of ${host}`, {
    ...(why === undefined && { cause: error }),
  })
}

/** How somebody on this machine reaches it. */
export function urlOf(listener: Omit<Listener, 'setting'>): string {
  return urlOfListener(listener)
}
