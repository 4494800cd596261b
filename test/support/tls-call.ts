import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, type AgentOptions, request } from 'node:https'
import { text } from 'node:stream/consumers'
import { bearer } from './authorization.ts'

export interface TlsCall extends Pick<AgentOptions, 'ca' | 'cert' | 'key' | 'maxVersion'> {
  readonly method?: 'GET' | 'PUT' | 'POST'
  readonly apiKey?: string
  readonly body?: string
  /** Sent as a form, in the place of a body. */
  readonly form?: Readonly<Record<string, string>>
  /** Kept over several calls it uses one connection; without it each call makes its own. */
  readonly agent?: Agent
}

export interface TlsReply {
  readonly status: number | undefined
  readonly text: string
  readonly headers: IncomingMessage['headers']
}

/** One request over TLS, on a connection of its own unless told. Rejects when the connection is not had. */
export async function tlsCall(url: string, options: TlsCall): Promise<TlsReply> {
  const { agent, apiKey, form, body = form && new URLSearchParams(form).toString() } = options
  const { ca, cert, key, maxVersion, method = 'GET' } = options
  const sent = request(url, {
    method,
    agent: agent ?? new Agent({ ca, cert, key, maxVersion }),
    headers: {
      ...(apiKey === undefined ? {} : bearer(apiKey)),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
  })
  sent.end(body)
  const [reply]: IncomingMessage[] = await once(sent, 'response')
  if (!reply) throw new Error('no response')
  return { status: reply.statusCode, text: await text(reply), headers: reply.headers }
}
