/** The table types of the store, compared with the tables that the migrations make. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from '@postern/store'
import { openTestDatabase } from '@postern/testkit'
import { type Selectable, sql } from 'kysely'

/** The types of Postgres that the store reads as that type. */
type SqlType<T> = T extends string
  ? 'uuid' | 'text'
  : T extends number
    ? 'bigint' | 'double precision'
    : T extends boolean
      ? 'boolean'
      : T extends Date
        ? 'timestamptz'
        : T extends Uint8Array
          ? 'bytea'
          : T extends readonly string[]
            ? 'text[]'
            : 'jsonb'

type ColumnType<T> = null extends T ? `${SqlType<NonNullable<T>>} or null` : SqlType<T>

/**
 * Every column. The compiler holds this against the types of the store, the test against the database: so the types are
 * true as long as both agree.
 */
const tables: {
  readonly [T in keyof Database]: {
    readonly [C in keyof Selectable<Database[T]>]: ColumnType<Selectable<Database[T]>[C]>
  }
} = {
  audit_events: {
    tenant_id: 'uuid',
    sequence: 'bigint',
    id: 'uuid',
    at: 'timestamptz',
    actor_kind: 'text',
    actor_id: 'uuid or null',
    actor_name: 'text or null',
    action: 'text',
    target_kind: 'text',
    target_id: 'text',
    state_before: 'text or null',
    state_after: 'text or null',
    outcome: 'text',
    reason: 'text or null',
    request_id: 'text or null',
    address: 'text or null',
    user_agent: 'text or null',
    previous_hash: 'bytea',
    hash: 'bytea',
  },
  audit_heads: {
    tenant_id: 'uuid',
    sequence: 'bigint',
    hash: 'bytea',
  },
  check_pings: {
    tenant_id: 'uuid',
    check_id: 'uuid',
    slot: 'bigint',
    sequence: 'bigint',
    at: 'timestamptz',
    kind: 'text',
    run_id: 'text or null',
    exit_status: 'bigint or null',
    duration_seconds: 'double precision or null',
  },
  check_states: {
    tenant_id: 'uuid',
    check_id: 'uuid',
    version: 'bigint',
    record: 'jsonb',
  },
  checks: {
    tenant_id: 'uuid',
    id: 'uuid',
    namespace: 'text',
    name: 'text',
    labels: 'bytea',
    labels_hash: 'bytea',
    settings: 'jsonb',
    armed_at: 'timestamptz',
    paused_at: 'timestamptz or null',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  credential_uses: {
    tenant_id: 'uuid',
    credential_id: 'uuid',
    last_used_at: 'timestamptz',
    first_used_at: 'timestamptz or null',
    address_prefix: 'text or null',
    user_agent: 'text or null',
  },
  credentials: {
    tenant_id: 'uuid',
    id: 'uuid',
    kind: 'text',
    name: 'text',
    scopes: 'text[]',
    namespaces: 'text[]',
    open_metrics: 'boolean',
    secret_hash: 'bytea',
    pepper_id: 'text',
    created_at: 'timestamptz',
    expires_at: 'timestamptz or null',
    revoked_at: 'timestamptz or null',
    note: 'text',
    metadata: 'text',
    label_rules: 'text',
    source_networks: 'text[]',
    client_certificates: 'text[]',
    lineage_id: 'uuid or null',
    rotated_from: 'uuid or null',
    rotated_to: 'uuid or null',
    retires_at: 'timestamptz or null',
    overlap_seconds: 'bigint or null',
  },
  groups: {
    tenant_id: 'uuid',
    namespace: 'text',
    labels_hash: 'bytea',
    labels: 'bytea',
    content: 'bytea or null',
    pushed_at: 'timestamptz or null',
    failed_at: 'timestamptz or null',
    created_version: 'bigint',
    version: 'bigint',
    deleted_at: 'timestamptz or null',
    last_credential_id: 'uuid or null',
    last_address: 'text or null',
    last_user_agent: 'text or null',
    last_error: 'text or null',
    expires_at: 'timestamptz or null',
    header_ttl_ms: 'double precision or null',
    group_ttl_ms: 'double precision or null',
    expiry_rule: 'text or null',
    expiry_is_cut: 'boolean',
    previous_pushed_at: 'timestamptz or null',
    content_version: 'bigint or null',
    expiry_version: 'bigint or null',
    families: 'bigint or null',
    series: 'bigint or null',
    content_bytes: 'bigint or null',
    owner: 'text or null',
    last_writer: 'text or null',
    contested_at: 'timestamptz or null',
  },
  idempotent_requests: {
    caller_id: 'uuid',
    key_hash: 'bytea',
    request_hash: 'bytea',
    request_id: 'uuid',
    started_at: 'timestamptz',
    status: 'bigint or null',
    sealed_answer: 'bytea or null',
    pepper_id: 'text or null',
  },
  tenant_totals: {
    tenant_id: 'uuid',
    groups: 'bigint',
    series: 'bigint',
    pushed_at: 'timestamptz or null',
    hour: 'timestamptz',
    pushes: 'bigint',
    pushes_before: 'bigint',
    refusals: 'bigint',
    refusals_before: 'bigint',
    next_key_end: 'timestamptz or null',
    next_check_down: 'timestamptz or null',
  },
  usage_sums: {
    at: 'timestamptz',
    replica_id: 'uuid',
    pushes: 'bigint',
    samples: 'bigint',
    refusals: 'bigint',
  },
  heads: {
    tenant_id: 'uuid',
    version: 'bigint',
    purged_version: 'bigint',
    settings_version: 'bigint',
    retention_version: 'bigint',
    recomputed_version: 'bigint',
    advanced_to: 'timestamptz or null',
  },
  job_retention: {
    tenant_id: 'uuid',
    namespace: 'text',
    job: 'text',
    retention_ms: 'double precision or null',
    keep_last: 'bigint or null',
  },
  leases: {
    name: 'text',
    holder: 'uuid',
    held_until: 'timestamptz',
  },
  namespace_limits: {
    tenant_id: 'uuid',
    namespace: 'text',
    settings: 'jsonb',
    updated_at: 'timestamptz',
  },
  namespace_retention: {
    tenant_id: 'uuid',
    namespace: 'text',
    default_ms: 'double precision or null',
    shows_expiry: 'boolean or null',
  },
  namespaces: {
    tenant_id: 'uuid',
    name: 'text',
    created_at: 'timestamptz',
    ownership: 'text',
    sample_time: 'text',
  },
  operator_keys: {
    id: 'uuid',
    name: 'text',
    secret_hash: 'bytea',
    pepper_id: 'text',
    created_at: 'timestamptz',
    expires_at: 'timestamptz or null',
    revoked_at: 'timestamptz or null',
    role: 'text',
    reach: 'uuid',
    used_at: 'timestamptz or null',
  },
  accounts: {
    id: 'uuid',
    email: 'text',
    name: 'text',
    role: 'text',
    reach: 'uuid',
    state: 'text',
    role_from: 'text',
    password_salt: 'bytea or null',
    password_hash: 'bytea or null',
    password_pepper_id: 'text or null',
    password_work: 'text or null',
    totp_sealed: 'bytea or null',
    totp_pepper_id: 'text or null',
    totp_step: 'bigint',
    next_totp_sealed: 'bytea or null',
    next_totp_pepper_id: 'text or null',
    issuer: 'text or null',
    subject: 'text or null',
    created_at: 'timestamptz',
    signed_in_at: 'timestamptz or null',
  },
  recovery_codes: {
    account_id: 'uuid',
    code_hash: 'bytea',
    pepper_id: 'text',
  },
  welcome_links: {
    id: 'uuid',
    purpose: 'text',
    account_id: 'uuid or null',
    secret_hash: 'bytea',
    pepper_id: 'text',
    totp_sealed: 'bytea or null',
    totp_pepper_id: 'text or null',
    created_at: 'timestamptz',
    expires_at: 'timestamptz',
  },
  sessions: {
    id: 'uuid',
    account_id: 'uuid',
    secret_hash: 'bytea',
    pepper_id: 'text',
    created_at: 'timestamptz',
    seen_at: 'timestamptz',
    expires_at: 'timestamptz',
    proved_at: 'timestamptz',
    address: 'text',
    user_agent: 'text or null',
  },
  used_sign_ins: {
    state_hash: 'bytea',
    expires_at: 'timestamptz',
  },
  pushes: {
    tenant_id: 'uuid',
    namespace: 'text',
    labels_hash: 'bytea',
    pushed_at: 'timestamptz',
    method: 'text',
    refusal: 'text or null',
    bytes: 'bigint',
    series: 'bigint',
    credential_id: 'uuid',
    address: 'text',
    user_agent: 'text or null',
    run_id: 'text or null',
    exit_status: 'bigint or null',
    duration_seconds: 'double precision or null',
  },
  rate_shares: {
    tenant_id: 'uuid',
    rate: 'text',
    replica_id: 'uuid',
    demand: 'double precision',
    fill: 'double precision',
    valid_until: 'timestamptz',
  },
  signing_keys: {
    id: 'uuid',
    generation: 'bigint',
    sealed_private_key: 'bytea',
    pepper_id: 'text',
    created_at: 'timestamptz',
    signs_from: 'timestamptz',
    revoked_at: 'timestamptz or null',
  },
  tenant_limits: {
    tenant_id: 'uuid',
    settings: 'jsonb',
    updated_at: 'timestamptz',
  },
  tenant_retention: {
    tenant_id: 'uuid',
    default_ms: 'double precision or null',
    maximum_ms: 'double precision or null',
    shows_expiry: 'boolean or null',
  },
  tenant_series: {
    tenant_id: 'uuid',
    totals: 'boolean',
    key_expiry: 'boolean',
  },
  tenant_slugs: {
    slug: 'text',
    tenant_id: 'uuid',
  },
  tenants: {
    id: 'uuid',
    slug: 'text',
    name: 'text',
    state: 'text',
    namespace_label: 'text',
    utf8_names: 'boolean',
    created_at: 'timestamptz',
    max_key_life: 'text or null',
    keys_may_never_expire: 'boolean',
    deleting_since: 'timestamptz or null',
    state_before_deletion: 'text or null',
  },
  trust_rule_uses: {
    tenant_id: 'uuid',
    rule_id: 'uuid',
    last_used_at: 'timestamptz',
  },
  trust_rules: {
    tenant_id: 'uuid',
    id: 'uuid',
    name: 'text',
    issuer: 'text',
    audience: 'text',
    conditions: 'text',
    scopes: 'text[]',
    namespaces: 'text[]',
    label_rules: 'text',
    jwks: 'text or null',
    single_use_jti: 'boolean',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  usage_hours: {
    tenant_id: 'uuid',
    hour: 'timestamptz',
    pushes: 'bigint',
    samples: 'bigint',
    groups: 'bigint',
    series: 'bigint',
  },
  usage_refusals: {
    tenant_id: 'uuid',
    hour: 'timestamptz',
    code: 'text',
    requests: 'bigint',
  },
  used_tokens: {
    tenant_id: 'uuid',
    rule_id: 'uuid',
    jti_hash: 'bytea',
    expires_at: 'timestamptz',
  },
}

// As the catalogue names them, where that is not their usual name.
const names = new Map([
  ['timestamp with time zone', 'timestamptz'],
  ['ARRAY', 'text[]'],
])

test('the types of the store are what the database has', async (t) => {
  const { owner } = await openTestDatabase(t)
  const { rows } = await sql<{ table: string; column: string; type: string; nullable: boolean }>`
    select table_name as table, column_name as column, data_type as type,
        is_nullable = 'YES' as nullable
      from information_schema.columns
      where table_schema = 'public' and table_name not like 'kysely%'
  `.execute(owner)

  const found: Record<string, Record<string, string>> = {}
  for (const { table, column, type, nullable } of rows) {
    const name = names.get(type) ?? type
    found[table] = { ...found[table], [column]: nullable ? `${name} or null` : name }
  }

  assert.deepEqual(found, tables)
})
