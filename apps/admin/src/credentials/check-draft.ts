import { isIP } from 'node:net'
import type { CredentialDraft } from '@postern/contract'
import { ALL_NAMESPACES, type Tenant } from '@postern/domain'
import { listNamespaces, type TenantDb } from '@postern/store'
import { invalidRequest } from '../invalid-request.ts'

const MAX_METADATA_BYTES = 4 * 1024

/** What of a draft no schema can tell. Throws `request-invalid`. */
export async function checkDraft(
  own: TenantDb,
  tenant: Tenant,
  draft: CredentialDraft,
): Promise<void> {
  refuseLongMetadata(draft.metadata)
  refuseBadNetworks(draft.sourceNetworks ?? [])
  refuseBadLabels(Object.keys(draft.labelRules ?? {}))
  await refuseUnknownNamespaces(own, tenant, draft.namespaces)
}

function refuseLongMetadata(metadata: CredentialDraft['metadata']): void {
  if (Buffer.byteLength(JSON.stringify(metadata ?? {})) <= MAX_METADATA_BYTES) return
  throw invalidRequest('body', '/metadata', 'must be at most 4 KiB of JSON')
}

function refuseBadNetworks(networks: readonly string[]): void {
  const index = networks.findIndex((network) => !isCidr(network))
  if (index === -1) return
  throw invalidRequest(
    'body',
    `/sourceNetworks/${index}`,
    'must be a CIDR such as 192.0.2.0/24 or 2001:db8::/32',
  )
}

function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/')
  const version = isIP(address)
  // A zone is a name that this machine gives one of its interfaces, which isIP takes.
  if (
    version === 0 ||
    text.includes('%') ||
    rest.length > 0 ||
    !/^(?:0|[1-9]\d{0,2})$/.test(length)
  )
    return false
  return Number(length) <= (version === 4 ? 32 : 128)
}

/** A rule on what can be no label would shut the key out for good. */
export function refuseBadLabels(labels: readonly string[]): void {
  const bad = labels.find((label) => label === '' || label.startsWith('__') || label.length > 1_000)
  if (bad === undefined) return
  throw invalidRequest('body', '/labelRules', `holds what can be no label: "${bad.slice(0, 100)}"`)
}

export async function refuseUnknownNamespaces(
  own: TenantDb,
  tenant: Tenant,
  wanted: readonly string[],
): Promise<void> {
  const existing = await listNamespaces(own, tenant.id)
  const known = new Set([ALL_NAMESPACES, ...existing.map((namespace) => namespace.name)])
  const index = wanted.findIndex((name) => !known.has(name))
  if (index !== -1) {
    throw invalidRequest(
      'body',
      `/namespaces/${index}`,
      `is no namespace of the tenant: "${wanted[index]}"`,
    )
  }
}
