/** HTTP as bytes over a socket, for what no client library would send. */
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

export interface RawAnswer {
  /** Of each answer that came, in order. */
  readonly statuses: readonly number[]
  readonly text: string
}

// Nothing more is coming when nothing came for so long; every answer of these tests is quick.
const QUIET_MS = 400
const LIMIT_MS = 20_000

export function portOf(app: Pick<FastifyInstance, 'server'>): number {
  // Listening on a port, so the address is none of the other two kinds.
  return (app.server.address() as AddressInfo).port
}

/** Sends the bytes, and reads until the connection ends or nothing more comes. */
export async function exchange(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = await open(port)
  let text = ''
  let heardMs = performance.now()
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
    heardMs = performance.now()
  })
  const isClosed = once(socket, 'close').then(() => true)
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  const sinceMs = performance.now()
  while (performance.now() - sinceMs < LIMIT_MS) {
    if (await Promise.race([isClosed, sleep(20, false)])) break
    if (text !== '' && performance.now() - heardMs > QUIET_MS) break
  }
  socket.destroy()
  return { statuses: statusesIn(text), text }
}

/** Connected. What breaks it later is no matter. */
export async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

function statusesIn(text: string): number[] {
  return Array.from(text.matchAll(/^HTTP\/1\.[01] (\d{3}) /gm), ([, status]) => Number(status))
}
