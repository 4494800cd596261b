/** The tables as Kysely sees them. A test compares this file with the migrated database. */
import type {
  AccountState,
  AuditActorKind,
  AuditOutcome,
  ExpiryRule,
  Ownership,
  Ping,
  Role,
  RoleSource,
  SampleTime,
  TenantState,
} from '@postern/domain'
import type { ColumnType } from 'kysely'

/** A bigint column: read as a number (versions and counts stay far below 2^53). */
type BigInteger = ColumnType<number, number, number>

/** A jsonb column: written as text, read as what it says. */
type Json = ColumnType<Record<string, unknown>, string, string>

export interface TenantTable {
  id: string
  slug: string
  name: string
  state: TenantState
  namespace_label: string
  utf8_names: boolean
  max_key_life: string | null
  keys_may_never_expire: boolean
  deleting_since: Date | null
  state_before_deletion: TenantState | null
  created_at: Date
}

export interface TenantSlugTable {
  slug: string
  tenant_id: string
}

export interface NamespaceTable {
  tenant_id: string
  name: string
  created_at: Date
  ownership: ColumnType<Ownership, Ownership | undefined, Ownership>
  sample_time: ColumnType<SampleTime, SampleTime | undefined, SampleTime>
}

export interface HeadTable {
  tenant_id: string
  version: BigInteger
  purged_version: BigInteger
  settings_version: ColumnType<number, number | undefined, number>
  retention_version: ColumnType<number, number | undefined, number>
  recomputed_version: ColumnType<number, number | undefined, number>
  advanced_to: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface TenantRetentionTable {
  tenant_id: string
  default_ms: number | null
  maximum_ms: number | null
  shows_expiry: boolean | null
}

export interface NamespaceRetentionTable {
  tenant_id: string
  namespace: string
  default_ms: number | null
  shows_expiry: boolean | null
}

export interface JobRetentionTable {
  tenant_id: string
  namespace: string
  job: string
  retention_ms: number | null
  keep_last: BigInteger | null
}

export interface CredentialTable {
  tenant_id: string
  id: string
  kind: string
  name: string
  scopes: string[]
  namespaces: string[]
  open_metrics: boolean
  note: string
  metadata: string
  label_rules: string
  source_networks: string[]
  client_certificates: string[]
  lineage_id: string | null
  rotated_from: string | null
  rotated_to: string | null
  retires_at: Date | null
  overlap_seconds: BigInteger | null
  secret_hash: Buffer
  pepper_id: string
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
}

export interface CredentialUseTable {
  tenant_id: string
  credential_id: string
  last_used_at: Date
  first_used_at: Date | null
  address_prefix: string | null
  user_agent: string | null
}

export interface OperatorKeyTable {
  id: string
  name: string
  secret_hash: Buffer
  pepper_id: string
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
  role: ColumnType<Role, Role | undefined, Role>
  reach: ColumnType<string, string | undefined, string>
  used_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface AccountTable {
  id: string
  email: string
  name: string
  role: Role
  reach: string
  state: AccountState
  role_from: RoleSource
  password_salt: Buffer | null
  password_hash: Buffer | null
  password_pepper_id: string | null
  password_work: string | null
  totp_sealed: Buffer | null
  totp_pepper_id: string | null
  totp_step: BigInteger
  next_totp_sealed: Buffer | null
  next_totp_pepper_id: string | null
  issuer: string | null
  subject: string | null
  created_at: Date
  signed_in_at: Date | null
}

export interface RecoveryCodeTable {
  account_id: string
  code_hash: Buffer
  pepper_id: string
}

export interface WelcomeLinkTable {
  id: string
  purpose: 'set-up' | 'invitation' | 'reset'
  account_id: string | null
  secret_hash: Buffer
  pepper_id: string
  totp_sealed: Buffer | null
  totp_pepper_id: string | null
  created_at: Date
  expires_at: Date
}

export interface SessionTable {
  id: string
  account_id: string
  secret_hash: Buffer
  pepper_id: string
  created_at: Date
  seen_at: Date
  expires_at: Date
  proved_at: Date
  address: string
  user_agent: string | null
}

export interface UsedSignInTable {
  state_hash: Buffer
  expires_at: Date
}

export interface GroupTable {
  tenant_id: string
  namespace: string
  labels_hash: Buffer
  labels: Buffer
  content: Buffer | null
  pushed_at: Date | null
  failed_at: Date | null
  created_version: BigInteger
  version: BigInteger
  deleted_at: Date | null
  last_credential_id: string | null
  last_address: string | null
  last_user_agent: string | null
  last_error: string | null
  expires_at: Date | null
  header_ttl_ms: number | null
  group_ttl_ms: number | null
  expiry_rule: ExpiryRule | null
  expiry_is_cut: boolean
  previous_pushed_at: Date | null
  content_version: BigInteger | null
  expiry_version: BigInteger | null
  families: BigInteger | null
  series: BigInteger | null
  content_bytes: BigInteger | null
  owner: string | null
  last_writer: string | null
  contested_at: Date | null
}

export interface PushTable {
  tenant_id: string
  namespace: string
  labels_hash: Buffer
  pushed_at: Date
  method: string
  refusal: string | null
  bytes: BigInteger
  series: BigInteger
  credential_id: string
  address: string
  user_agent: string | null
  run_id: string | null
  exit_status: BigInteger | null
  duration_seconds: number | null
}

export interface LeaseTable {
  name: string
  holder: string
  held_until: Date
}

export interface AuditEventTable {
  tenant_id: string
  sequence: BigInteger
  id: string
  at: Date
  actor_kind: AuditActorKind
  actor_id: string | null
  actor_name: string | null
  action: string
  target_kind: string
  target_id: string
  state_before: string | null
  state_after: string | null
  outcome: AuditOutcome
  reason: string | null
  request_id: string | null
  address: string | null
  user_agent: string | null
  previous_hash: Buffer
  hash: Buffer
}

export interface AuditHeadTable {
  tenant_id: string
  sequence: BigInteger
  hash: Buffer
}

export interface SigningKeyTable {
  id: string
  generation: BigInteger
  sealed_private_key: Buffer
  pepper_id: string
  created_at: Date
  signs_from: Date
  revoked_at: Date | null
}

export interface TenantLimitTable {
  tenant_id: string
  settings: Json
  updated_at: Date
}

export interface NamespaceLimitTable {
  tenant_id: string
  namespace: string
  settings: Json
  updated_at: Date
}

export interface RateShareTable {
  tenant_id: string
  rate: string
  replica_id: string
  demand: number
  fill: number
  valid_until: Date
}

export interface UsageHourTable {
  tenant_id: string
  hour: Date
  pushes: BigInteger
  samples: BigInteger
  groups: BigInteger
  series: BigInteger
}

export interface UsageRefusalTable {
  tenant_id: string
  hour: Date
  code: string
  requests: BigInteger
}

export interface TenantTotalTable {
  tenant_id: string
  groups: BigInteger
  series: BigInteger
  pushed_at: Date | null
  hour: Date
  pushes: BigInteger
  pushes_before: BigInteger
  refusals: BigInteger
  refusals_before: BigInteger
  next_key_end: Date | null
  next_check_down: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface UsageSumTable {
  at: Date
  replica_id: string
  pushes: BigInteger
  samples: BigInteger
  refusals: BigInteger
}

export interface IdempotentRequestTable {
  caller_id: string
  key_hash: Buffer
  request_hash: Buffer
  request_id: string
  started_at: Date
  status: BigInteger | null
  sealed_answer: Buffer | null
  pepper_id: string | null
}

export interface TrustRuleTable {
  tenant_id: string
  id: string
  name: string
  issuer: string
  audience: string
  conditions: string
  scopes: string[]
  namespaces: string[]
  label_rules: string
  jwks: string | null
  single_use_jti: boolean
  created_at: Date
  updated_at: Date
}

export interface TrustRuleUseTable {
  tenant_id: string
  rule_id: string
  last_used_at: Date
}

export interface UsedTokenTable {
  tenant_id: string
  rule_id: string
  jti_hash: Buffer
  expires_at: Date
}

export interface CheckTable {
  tenant_id: string
  id: string
  namespace: string
  name: string
  labels: Buffer
  labels_hash: Buffer
  settings: Json
  armed_at: Date
  paused_at: Date | null
  created_at: Date
  updated_at: Date
}

export interface CheckStateTable {
  tenant_id: string
  check_id: string
  version: BigInteger
  record: Json
}

export interface CheckPingTable {
  tenant_id: string
  check_id: string
  slot: BigInteger
  sequence: BigInteger
  at: Date
  kind: Ping['kind']
  run_id: string | null
  exit_status: BigInteger | null
  duration_seconds: number | null
}

export interface TenantSeriesTable {
  tenant_id: string
  totals: boolean
  key_expiry: boolean
}

export interface Database {
  tenants: TenantTable
  tenant_slugs: TenantSlugTable
  namespaces: NamespaceTable
  heads: HeadTable
  tenant_retention: TenantRetentionTable
  namespace_retention: NamespaceRetentionTable
  job_retention: JobRetentionTable
  credentials: CredentialTable
  credential_uses: CredentialUseTable
  operator_keys: OperatorKeyTable
  accounts: AccountTable
  recovery_codes: RecoveryCodeTable
  welcome_links: WelcomeLinkTable
  sessions: SessionTable
  used_sign_ins: UsedSignInTable
  groups: GroupTable
  pushes: PushTable
  tenant_limits: TenantLimitTable
  namespace_limits: NamespaceLimitTable
  rate_shares: RateShareTable
  usage_hours: UsageHourTable
  usage_refusals: UsageRefusalTable
  usage_sums: UsageSumTable
  tenant_totals: TenantTotalTable
  idempotent_requests: IdempotentRequestTable
  checks: CheckTable
  check_states: CheckStateTable
  check_pings: CheckPingTable
  tenant_series: TenantSeriesTable
  signing_keys: SigningKeyTable
  trust_rules: TrustRuleTable
  trust_rule_uses: TrustRuleUseTable
  used_tokens: UsedTokenTable
  audit_events: AuditEventTable
  audit_heads: AuditHeadTable
  leases: LeaseTable
}
