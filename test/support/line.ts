import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'
import type { Ending } from '@postern/testkit'

/** What goes over one connection of a line. */
export interface Traffic {
  /** From the client to the server. Returns false to cut the connection instead of passing it on. */
  question(chunk: Buffer): boolean | Promise<boolean>
  /** From the server to the client, likewise. */
  answer(chunk: Buffer): boolean | Promise<boolean>
}

/**
 * A way to a server on which things happen to what is said. What waits holds up what comes after it; nothing overtakes
 * within a connection. Returns its port on 127.0.0.1.
 */
export async function openLine(
  t: Ending,
  serverUrl: string,
  newTraffic: () => Traffic,
): Promise<number> {
  const { hostname, port } = new URL(serverUrl)
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
    const traffic = newTraffic()
    void passOn(near, far, (chunk) => traffic.question(chunk))
    void passOn(far, near, (chunk) => traffic.answer(chunk))
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

async function passOn(from: Socket, to: Socket, isPassed: Traffic['question']): Promise<void> {
  try {
    for await (const chunk of from) {
      if (!(await isPassed(chunk))) break
      to.write(chunk)
    }
  } catch {
    // It broke; so does the other end, above.
  }
  from.destroy()
}
