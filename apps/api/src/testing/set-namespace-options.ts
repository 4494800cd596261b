import { defaultOptions, type NamespaceOptions, type Tenant } from '@postern/domain'
import { lockHead, raiseSettingsVersion, setNamespaceOptions, withTenant } from '@postern/store'
import type { TestDatabase } from '@postern/testkit'

/** Sets what holds in a namespace, as the admin app does. */
export function setOptions(
  { admin }: TestDatabase,
  { id }: Tenant,
  namespace: string,
  options: Partial<NamespaceOptions>,
): Promise<void> {
  return withTenant(admin, id, async (own) => {
    await lockHead(own, id)
    await setNamespaceOptions(own, id, namespace, { ...defaultOptions, ...options })
    await raiseSettingsVersion(own, id)
  })
}
