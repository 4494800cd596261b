/** What a file says of tenants, in the API's own words: its drafts, put together as things lie within each other. */
import {
  CheckDraft,
  CredentialDraft,
  closed,
  NamespaceDraft,
  NamespaceLimitDraft,
  NamespaceRetentionSettings,
  TenantDraft,
  TenantLimitDraft,
  TenantRetentionSettings,
  TrustRuleDraft,
} from '@postern/contract'
import { Type } from 'typebox'

const NamespaceEntry = Type.Object(
  {
    ...NamespaceDraft.properties,
    limits: Type.Optional(NamespaceLimitDraft.properties.limits),
    retention: Type.Optional(NamespaceRetentionSettings),
  },
  closed,
)

type NamespaceEntry = Type.Static<typeof NamespaceEntry>

const TenantEntry = Type.Object(
  {
    ...TenantDraft.properties,
    name: Type.Optional(TenantDraft.properties.name),
    limits: Type.Optional(TenantLimitDraft.properties.limits),
    retention: Type.Optional(TenantRetentionSettings),
    namespaces: Type.Optional(Type.Array(NamespaceEntry)),
    trustRules: Type.Optional(Type.Array(TrustRuleDraft)),
    credentials: Type.Optional(Type.Array(CredentialDraft)),
    checks: Type.Optional(Type.Array(CheckDraft)),
  },
  closed,
)

export type TenantEntry = Type.Static<typeof TenantEntry>

export const TenantsFile = Type.Object({ tenants: Type.Array(TenantEntry) }, closed)

export type TenantsFile = Type.Static<typeof TenantsFile>
