import type { Endpoint, Input, Reply } from '@postern/contract'
import { isInBackground } from './background.ts'
import { confirmWhoOneIs } from './fresh-sign-in.ts'
import { isProblem, NoAnswerError, ProblemError } from './problem-error.ts'
import { noteServerTime } from './server-time.ts'

/** An endpoint as the browser knows it. `types` is never there: it carries the schemas' types. */
export interface Call<E extends Endpoint> {
  readonly method: E['method']
  readonly url: E['url']
  readonly access: E['access']
  readonly types?: E
}

interface Parts {
  readonly params?: Readonly<Record<string, string>>
  readonly querystring?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** The entity tag of the state that is meant: when it is another by now, nothing is changed. */
  readonly ifMatch?: string | undefined
}

/** An answer with the entity tag of the state that it shows. */
export interface Tagged<T> {
  readonly content: T
  readonly etag: string | undefined
}

/**
 * Makes one call of the admin API. Throws a `ProblemError` for what the server refuses, a `NoAnswerError` when there is
 * no answer. When the server wants to know afresh who one is, the person is asked, and the call is made again.
 */
export async function call<E extends Endpoint>(
  endpoint: Call<E>,
  input: Input<E>,
  options: CallOptions = {},
): Promise<Reply<E>> {
  return (await callTagged(endpoint, input, options)).content
}

/** The same, for what is read to be changed. */
export async function callTagged<E extends Endpoint>(
  endpoint: Call<E>,
  input: Input<E>,
  options: CallOptions = {},
): Promise<Tagged<Reply<E>>> {
  // By the type of the schemas: these parts and no others.
  const parts = input as Parts
  try {
    // The server answers with what its response schema lists, which this type is made of.
    return (await send(endpoint, parts, options)) as Tagged<Reply<E>>
  } catch (error) {
    if (!isProblem(error, 'fresh-sign-in-required')) throw error
    await confirmWhoOneIs()
    return (await send(endpoint, parts, options)) as Tagged<Reply<E>>
  }
}

async function send(
  { method, url }: { readonly method: string; readonly url: string },
  { params = {}, querystring = {}, body }: Parts,
  { signal, ifMatch }: CallOptions,
): Promise<Tagged<unknown>> {
  const address = addressOf(url, params, querystring)
  const known = method === 'GET' ? answers.get(address) : undefined
  const response = await ask(address, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(known ? { 'if-none-match': known.etag } : {}),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(isInBackground() ? { 'postern-background': '1' } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  noteServerTime(response)
  if (response.status === 304 && known) return known
  const content = await readContent(response)
  if (!response.ok) throw new ProblemError(response.status, isObject(content) ? content : {})
  const answer = { content, etag: response.headers.get('etag') ?? undefined }
  if (method === 'GET') remember(address, answer)
  return answer
}

async function ask(address: string, request: RequestInit): Promise<Response> {
  try {
    // Answers are kept below, by their entity tag, so the browser need not.
    return await fetch(address, { ...request, cache: 'no-store', redirect: 'error' })
  } catch (error) {
    if (request.signal?.aborted) throw error
    throw new NoAnswerError('Postern does not answer. Is it running, and is the network there?', {
      cause: error,
    })
  }
}

function addressOf(
  url: string,
  params: Readonly<Record<string, string>>,
  querystring: Readonly<Record<string, unknown>>,
): string {
  const path = url.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(querystring)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

async function readContent(response: Response): Promise<unknown> {
  const text = await response.text()
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
  return isJson && text !== '' ? JSON.parse(text) : text
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

interface Answer {
  readonly etag: string
  readonly content: unknown
}

// As many as the pages of one screen ask for again and again.
const MAX_ANSWERS = 20

/** The last answers that had an entity tag: what is polled and has not changed costs a line. */
const answers = new Map<string, Answer>()

function remember(address: string, { content, etag }: Tagged<unknown>): void {
  answers.delete(address)
  if (etag === undefined) return
  answers.set(address, { etag, content })
  const [oldest] = answers.keys()
  if (answers.size > MAX_ANSWERS && oldest !== undefined) answers.delete(oldest)
}

/** What one person read is none of the next one's business. */
export function forgetAnswers(): void {
  answers.clear()
}
