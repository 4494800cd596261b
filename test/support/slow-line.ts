import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ending } from '@postern/testkit'

// Now and then something is late, and by so much that others do all of their work meanwhile.
const LATE_SHARE = 1 / 20
const LATE_MS = 25

/**
 * A way to a server on which now and then a question or an answer is late, as in a network: what two clients do at once
 * then interleaves in ways that one machine does not show. Returns its port on 127.0.0.1.
 */
export async function openSlowLine(t: Ending, { hostname, port }: URL): Promise<number> {
  const target = { host: hostname, port: Number(port) }
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = createConnection(target)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      // Whatever happens to one end happens to the other.
      socket.on('error', () => undefined)
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    void passOn(near, far)
    void passOn(far, near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

async function passOn(from: Socket, to: Socket): Promise<void> {
  try {
    for await (const chunk of from) {
      if (Math.random() < LATE_SHARE) await sleep(LATE_MS)
      to.write(chunk)
    }
  } catch {
    // Cut off: so is the other end, above.
  }
}
