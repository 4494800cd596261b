import { includesRole, Problem, type Role, type Scope } from '@postern/domain'
import type { FastifyRequest } from 'fastify'

/** What wipes, and what looks after a tenant, is for its admins; nobody gets at it by a key that they make. */
const NEEDED: Role = 'tenant-admin'
const ADMIN_SCOPES: ReadonlySet<Scope> = new Set(['wipe', 'manage'])

/** Throws `role-insufficient` for who would hold a key that may do more than they may. */
export function refuseBeyondRole({ caller }: FastifyRequest, scopes: readonly Scope[]): void {
  const beyond = scopes.find((scope) => ADMIN_SCOPES.has(scope))
  if (beyond === undefined || (caller && includesRole(caller.role, NEEDED))) return
  throw new Problem(
    'role-insufficient',
    `a key with the scope ${beyond} takes the role ${NEEDED}`,
    {
      members: { role: NEEDED },
    },
  )
}
