/**
 * A group of `default` may carry the namespace label with any value that is no namespace's. Were one made of that name,
 * the same series could stand in a scrape twice.
 */
import { DEFAULT_NAMESPACE, Problem, type Tenant } from '@postern/domain'
import {
  type DatabaseClock,
  type Db,
  findHead,
  findPosingGroup,
  type Head,
  momentOf,
  type TenantDb,
  withTenantSnapshot,
} from '@postern/store'

/** Whether a namespace of that name may be made in that tenant. */
export interface NewName {
  readonly tenant: Tenant
  readonly name: string
  readonly clock: DatabaseClock | undefined
}

/** The head up to which all is known to be in order; `undefined` when nothing is known. */
export type Looked = Head | undefined

/**
 * Looks through all that `default` holds, before anybody waits for a lock. Throws `namespace-label-taken`. Whoever makes
 * the namespace then looks at what changed meanwhile, with `refusePosing`.
 */
export function lookForPosing(db: Db, wanted: NewName): Promise<Looked> {
  return withTenantSnapshot(db, wanted.tenant.id, async (own) => {
    const head = await findHead(own, wanted.tenant.id)
    if (head) await refuseAfter(own, wanted, head, 0)
    return head
  })
}

/** The same for what changed since. Needs the lock of `lockHead`; pushes that come after it know the name. */
export function refusePosing(
  own: TenantDb,
  wanted: NewName,
  head: Head,
  looked: Looked,
): Promise<void> {
  const { clock } = wanted
  // With a clock that was set back, what had ended at the first look may be there again.
  const isLater = looked !== undefined && momentOf(head, clock) >= momentOf(looked, clock)
  return refuseAfter(own, wanted, head, isLater ? looked.version : 0)
}

async function refuseAfter(
  own: TenantDb,
  { tenant, name: value, clock }: NewName,
  head: Head,
  afterVersion: number,
): Promise<void> {
  const { id, namespaceLabel: name } = tenant
  const range = { nowMicros: momentOf(head, clock), afterVersion }
  const key = await findPosingGroup(own, id, { name, value }, range)
  if (!key) return
  const labels = Object.fromEntries(
    key.flatMap((part, index) => (index % 2 === 0 ? [[part, key[index + 1] ?? '']] : [])),
  )
  const words = `a group of the namespace "${DEFAULT_NAMESPACE}" has ${name}="${value}" in its labels, as only those of the new namespace may: ${JSON.stringify(labels)}. Delete it, and have its job leave that label out`
  throw new Problem('namespace-label-taken', words, {
    members: { group: { namespace: DEFAULT_NAMESPACE, labels } },
  })
}
