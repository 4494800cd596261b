import type * as contract from '@postern/contract'
import type { Namespace } from '@postern/store'

export function showNamespace(namespace: Namespace): contract.Namespace {
  const { name, ownership, sampleTime, createdAt } = namespace
  return { name, ownership, sampleTime, createdAt: createdAt.toISOString() }
}
