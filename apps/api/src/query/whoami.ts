import { Type } from 'typebox'
import type { Principal } from '../auth/principal.ts'
import { scrapeNamespaces } from '../auth/principal.ts'
import { type LimitsLeftDeps, limitsLeft } from './limits-left.ts'

const Strict = { additionalProperties: false } as const

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

export const Whoami = Type.Object(
  {
    tenant: Type.Object({ slug: Type.String(), name: Type.String() }, Strict),
    credential: Type.Object(
      {
        id: Type.String(),
        kind: Type.String(),
        name: Type.String(),
        scopes: Type.Array(Type.String()),
        namespaces: Type.Array(Type.String(), { description: '"*" stands for all' }),
        createdAt: Type.String({ format: 'date-time' }),
        expiresAt: Moment,
      },
      Strict,
    ),
    namespaces: Type.Array(Type.String(), {
      description: 'those that exist and are the credential’s',
    }),
    limits: Type.Record(
      Type.String(),
      Type.Object({ limit: Type.Number(), left: Type.Number() }, Strict),
      {
        description:
          'by name, what the tenant may hold and how fast this credential may go, and what of it is left on this replica at this moment; what has no limit is not there',
      },
    ),
  },
  Strict,
)

type Whoami = Type.Static<typeof Whoami>

/** What a credential is and may, and what of it is left: the first thing to look at when a push is refused. */
export async function whoami(principal: Principal, deps: LimitsLeftDeps): Promise<Whoami> {
  const { credential, tenant } = principal
  return {
    tenant: { slug: tenant.slug, name: tenant.name },
    credential: {
      id: credential.id,
      kind: credential.kind,
      name: credential.name,
      scopes: [...credential.scopes],
      namespaces: [...credential.namespaces],
      createdAt: credential.createdAt.toISOString(),
      expiresAt: credential.expiresAt?.toISOString() ?? null,
    },
    namespaces: scrapeNamespaces(principal, undefined),
    limits: await limitsLeft(principal, deps),
  }
}
