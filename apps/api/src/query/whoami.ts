import { Type } from 'typebox'
import type { Principal } from '../auth/principal.ts'
import { scrapeNamespaces } from '../auth/principal.ts'

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
  },
  Strict,
)

/** What a credential is and may: the first thing to look at when a push is refused. */
export function whoami(principal: Principal): Type.Static<typeof Whoami> {
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
  }
}
