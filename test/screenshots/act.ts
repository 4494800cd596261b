/** Calls of the admin API as people make them, each at a moment of its own. */
import type { Endpoint, Input, Reply } from '@postern/contract'
import type { Account } from '@postern/domain'
import { signInPerson } from '@postern/testkit'
import type { Web } from '../browser/support/web.ts'

/** Somebody who looks after things, and from where. */
export interface Actor {
  readonly account: Account
  readonly address: string
}

interface Parts {
  readonly params?: Readonly<Record<string, string>>
  readonly querystring?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** At the moment that Postern's clock shows. Throws the server's words when it refuses. */
export async function act<E extends Endpoint>(
  web: Web,
  { account, address }: Actor,
  { method, url }: E,
  input: Input<E>,
): Promise<Reply<E>> {
  // By the type of the schemas: these parts and no others.
  const { params = {}, querystring = {}, body } = input as Parts
  const { headers } = await signInPerson(
    web.database.admin,
    account,
    Date.now() + web.clock.aheadMs,
  )
  const path = url.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '')
  const reply = await fetch(
    `${web.adminUrl}${path}?${new URLSearchParams(querystring).toString()}`,
    {
      method,
      headers: {
        ...headers,
        'x-forwarded-for': address,
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  )
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${path}: ${text}`)
  // The server answers with what its response schema lists, which this type is made of.
  return (text === '' ? undefined : JSON.parse(text)) as Reply<E>
}
