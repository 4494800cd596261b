import { details } from '../admin/tables.ts'
import { failureOf } from '../client/failure-of.ts'
import { findGateway, type GatewayOptions } from '../client/find-gateway.ts'
import type { Context } from '../context.ts'

export interface WhoamiOptions extends GatewayOptions {
  readonly json?: boolean
}

const PATIENCE = { tries: 3, withinMs: 30_000 }

interface Whoami {
  readonly tenant: { readonly slug: string }
  readonly credential: object
  readonly namespaces: readonly string[]
}

/** The whole of `postern whoami`. */
export async function showWhoami(options: WhoamiOptions, { env, out }: Context): Promise<void> {
  const gateway = await findGateway(env, options)
  const request = { method: 'GET', path: '/api/v1/whoami', headers: {} }
  const answer = await gateway.request(request, PATIENCE)
  if (answer.status !== 200) throw failureOf(answer)
  if (options.json) return out.print(answer.text.trimEnd())
  const { tenant, credential, namespaces }: Whoami = JSON.parse(answer.text)
  const shown = { gateway: gateway.url, tenant: tenant.slug, ...credential }
  for (const line of details({ ...shown, namespaces })) out.print(line)
}
