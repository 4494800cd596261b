import { NO_TENANT, type Tenant, type TenantId } from '@postern/domain'
import type { Environment } from '@postern/server'
import { type Db, findTenantBySlug, listTenants, verifyAudit } from '@postern/store'
import type { Output } from '../output.ts'
import { loadUpSettings } from '../settings.ts'
import { openStateDir } from '../state/state-dir.ts'
import { openDatabase } from './open-database.ts'
import { withConnection } from './with-connection.ts'

/** The whole of `postern audit verify`. Throws when a chain is broken, after all of them were checked. */
export async function verifyAudits(
  env: Environment,
  out: Output,
  slug: string | undefined,
): Promise<void> {
  const settings = loadUpSettings(env)
  await using state = await openStateDir(settings.stateDir)
  await using database = await openDatabase(settings, state, (what) => out.complain(what))
  const broken = await withConnection(database.urls.postern_admin, (db) =>
    verifyChains(db, out, slug),
  )
  if (broken > 0) throw new Error(`the audit was tampered with: ${broken} of its chains are broken`)
}

/** Says how each chain is; returns how many are broken. */
async function verifyChains(db: Db, out: Output, slug: string | undefined): Promise<number> {
  let broken = 0
  for await (const { id, name } of slug === undefined ? everyChain(db) : oneChain(db, slug)) {
    const verdict = await verifyAudit(db, id)
    if (verdict.whole) {
      out.print(`${name}: ${verdict.events} events, whole`)
    } else {
      broken++
      out.print(`${name}: broken at event ${verdict.sequence}: ${verdict.fault}`)
    }
  }
  return broken
}

interface Chain {
  readonly id: TenantId
  readonly name: string
}

async function* oneChain(db: Db, slug: string): AsyncGenerator<Chain> {
  const tenant = await findTenantBySlug(db, slug)
  if (!tenant) throw new Error(`there is no tenant "${slug}"`)
  yield chainOf(tenant)
}

const PAGE_SIZE = 200

async function* everyChain(db: Db): AsyncGenerator<Chain> {
  yield { id: NO_TENANT, name: '(operators)' }
  let after: TenantId | undefined
  for (;;) {
    const tenants = await listTenants(db, { limit: PAGE_SIZE, after })
    yield* tenants.map(chainOf)
    const last = tenants.at(-1)
    if (!last || tenants.length < PAGE_SIZE) return
    after = last.id
  }
}

function chainOf({ id, slug }: Tenant): Chain {
  return { id, name: slug }
}
