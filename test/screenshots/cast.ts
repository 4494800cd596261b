/** Of whom and of what the pictures are. */
import * as contract from '@postern/contract'
import { findTenantBySlug } from '@postern/store'
import { createPerson } from '@postern/testkit'
import type { Web } from '../browser/support/web.ts'
import { type Actor, act } from './act.ts'
import { DAY_MS, type KeyName } from './jobs.ts'

/** The tenant that is looked at closely. */
export const SLUG = 'harbour'

interface IssuedKey {
  readonly id: string
  readonly secret: string
}

export interface Cast {
  /** Looks after all of it. */
  readonly ada: Actor
  /** Of the tenant. */
  readonly sam: Actor
  /** Those that jobs push with, from when they are issued on. */
  readonly keys: Map<KeyName | 'etl, rotated', IssuedKey>
}

const YEAR_MS = 365 * DAY_MS

/** The people, and the tenant that they made a year ago. */
export async function hireCast(web: Web): Promise<Cast> {
  const { admin } = web.database
  const signedInMs = Date.now() - YEAR_MS
  web.clock.aheadMs = -YEAR_MS
  const { account } = await createPerson(admin, {
    role: 'system-admin',
    name: 'Ada Berg',
    email: 'ada.berg@example.com',
    signedInMs,
  })
  const ada = { account, address: '198.51.100.7' }
  await act(web, ada, contract.createTenant, {
    body: { slug: SLUG, name: 'Harbour Logistics', keysMayNeverExpire: true },
  })
  const tenant = await findTenantBySlug(admin, SLUG)
  if (!tenant) throw new Error('the tenant was not made')
  const people = [
    ['Lin Okafor', 'tenant-admin'],
    ['Kim Duval', 'tenant-viewer'],
    ['Sam Rossi', 'tenant-operator'],
  ] as const
  const accounts = []
  for (const [name, role] of people) {
    const email = `${name.toLowerCase().replace(' ', '.')}@harbour.example`
    accounts.push((await createPerson(admin, { role, tenant, name, email, signedInMs })).account)
  }
  const [, , sam] = accounts
  if (!sam) throw new Error('nobody was hired')
  return { ada, sam: { account: sam, address: '203.0.113.20' }, keys: new Map() }
}
