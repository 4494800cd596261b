/** The admin API, call by call as `packages/contract` describes it. */
import type { Endpoint, Input, Reply } from '@postern/contract'
import { failureOf } from './failure-of.ts'
import { type Patience, send, sendOpen } from './send.ts'

export interface AdminClient {
  readonly url: string
  /** Throws a `Failure` in the server's words for what was refused. */
  call<E extends Endpoint>(endpoint: E, input: Input<E>): Promise<Reply<E>>
  /** The text that the call answers, as it comes. Throws a `Failure` for what was refused, or broke off. */
  read(endpoint: Endpoint, input: AnyInput): AsyncIterable<Uint8Array>
}

/** Parts of a call as they travel, whichever of them the endpoint has. */
export interface AnyInput {
  readonly params?: Readonly<Record<string, string>>
  readonly querystring?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

// What only reads may be tried again. Whether a call that changes something got through, nobody can tell.
const READING: Patience = { tries: 3, withinMs: 60_000 }
const CHANGING: Patience = { tries: 1, withinMs: 60_000 }

export function adminClient(url: string, key: string): AdminClient {
  return {
    url,
    call: async (endpoint, input) => {
      // A call has no parts but these, all of them JSON.
      const parts = input as AnyInput
      const request = requestOf(endpoint, parts, { url, key })
      const answer = await send(() => request, endpoint.method === 'GET' ? READING : CHANGING)
      if (answer.status >= 300) throw failureOf(answer)
      // The server answers by the same description; what it does not list does not leave it.
      return readBody(answer.headers, answer.text) as Reply<typeof endpoint>
    },
    read: async function* (endpoint, input) {
      const request = requestOf(endpoint, input, { url, key })
      const answer = await sendOpen(() => request, READING)
      if (!('pieces' in answer)) throw failureOf(answer)
      yield* answer.pieces
    },
  }
}

function requestOf(
  endpoint: Endpoint,
  { params = {}, querystring = {}, body }: AnyInput,
  { url, key }: { url: string; key: string },
) {
  const path = endpoint.url.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(querystring)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) query.append(name, String(each))
    }
  }
  const hasBody = body !== undefined
  return {
    method: endpoint.method,
    url: `${url}${path}${query.size > 0 ? '?' : ''}${query.toString()}`,
    headers: {
      authorization: `Bearer ${key}`,
      accept: 'application/json',
      ...(hasBody && { 'content-type': 'application/json' }),
    },
    ...(hasBody && { body: JSON.stringify(body) }),
  }
}

function readBody(headers: Headers, text: string): unknown {
  if (text === '') return undefined
  return /^application\/(?:[\w.]+\+)?json\b/.test(headers.get('content-type') ?? '')
    ? JSON.parse(text)
    : text
}
