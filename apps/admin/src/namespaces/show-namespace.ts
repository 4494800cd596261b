import type * as contract from '@postern/contract'
import type { Namespace } from '@postern/store'

export function showNamespace(namespace: Namespace): contract.Namespace {
  return { name: namespace.name, createdAt: namespace.createdAt.toISOString() }
}
