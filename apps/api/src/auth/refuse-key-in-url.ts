import { credentialId, tenantId } from '@postern/domain'
import { credentialInUrl, keyInUrl } from '@postern/server'
import type { FastifyInstance } from 'fastify'
import type { AuthFailures } from './auth-failures.ts'
import { callerOf } from './caller.ts'

/** A key in the address is refused even if it is valid, and told to whom it belongs: it is in somebody's logs by now. */
export function refuseKeysInUrls(
  app: FastifyInstance,
  { failures }: { readonly failures: AuthFailures },
): void {
  app.addHook('onRequest', async (request) => {
    const key = keyInUrl(request.raw.url ?? '')
    if (!key) return
    if (key.kind === 'operator') throw credentialInUrl()
    failures.note({
      tenantId: tenantId(key.tenantId),
      credentialId: credentialId(key.keyId),
      isProven: false,
      reason: 'key-in-url',
      caller: callerOf(request),
    })
    throw credentialInUrl()
  })
}
