import { bearer } from './authorization.ts'

export interface Call {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** An API key, sent as a bearer token. */
  readonly key?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

// The gateway gives up on the database before this.
const LIMIT_MS = 30_000

/** One request, its answer read to the end. Rejects when the connection breaks. */
export async function call(url: string, { method, key, body, headers }: Call = {}): Promise<Reply> {
  const reply = await fetch(url, {
    method: method ?? 'GET',
    headers: { ...(key === undefined ? {} : bearer(key)), ...headers },
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(LIMIT_MS),
  })
  return { status: reply.status, text: await reply.text(), headers: reply.headers }
}

/** Whether the connection broke, so that it is open what became of the request. */
export function wasCutOff(error: unknown): boolean {
  return error instanceof TypeError && ['fetch failed', 'terminated'].includes(error.message)
}

/** Whether nobody listened, so that the request cannot have had any effect. */
export function wasRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && error.code === 'ECONNREFUSED') return true
  return wasRefused(error.cause)
}
