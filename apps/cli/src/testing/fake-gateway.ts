/** A gateway that answers what a test tells it to, and remembers what it was asked. */
import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface FakeGateway {
  readonly url: string
  readonly asked: readonly Asked[]
}

export type Respond = (asked: Asked, response: ServerResponse, count: number) => void

/** Answers 200 and nothing when it is not told otherwise. `count` is how many requests came, this one among them. */
export async function startFakeGateway(
  t: Pick<TestContext, 'after'>,
  respond: Respond = (_, response) => response.end(),
): Promise<FakeGateway> {
  const asked: Asked[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request
    const one = { method, path: url, headers, body: await text(request) }
    asked.push(one)
    respond(one, response, asked.length)
  }
  const server = createServer((request, response) => {
    // A client that goes away in the middle is no concern of ours.
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, asked }
}
