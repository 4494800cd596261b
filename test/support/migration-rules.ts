/**
 * What every migration is held to, so that the schema works unchanged on a distributed Postgres and one tenant's rows stay
 * out of another's reach. Plain checks of the text; what the database makes of it is looked at by other tests.
 */
import { addedColumns, columnsAfter, type Migration, type Table, tablesOf } from './migrations.ts'

export interface Rule {
  /** A promise about all migrations. */
  readonly title: string
  /** Where it is broken, in words. */
  readonly faults: (migrations: readonly Migration[]) => string[]
}

/** Tables that belong to no tenant, and why. All others are tenant tables. */
const globalTables: ReadonlyMap<string, string> = new Map([
  ['tenants', 'its own id is the tenant'],
  ['tenant_slugs', 'a slug is unique over all tenants'],
  ['operator_keys', 'operators belong to no tenant'],
  ['accounts', 'people too; what they reach is one tenant or all'],
  ['recovery_codes', 'an account has them'],
  ['welcome_links', 'an account has them, or nobody yet'],
  ['sessions', 'an account has them'],
  ['used_sign_ins', 'what a provider said of a person'],
  ['signing_keys', 'one set of keys signs the tokens of all tenants'],
  ['leases', 'they are about the work of processes'],
  ['usage_sums', 'what all tenants did together'],
  ['idempotent_requests', 'they belong to those who call, as sessions do'],
])

/** Tables of tenants that operators may look at over all of them, and why. What may be written is one tenant's all the same. */
export const shownToOperators: ReadonlyMap<string, string> = new Map([
  ['tenant_totals', 'how much each tenant holds and does, nothing of what it pushed'],
])

const types = ['uuid', 'text', 'text[]', 'timestamptz', 'bigint', 'double precision', 'bytea']
const TYPE = new RegExp(
  `^(?:${[...types, 'jsonb', 'boolean'].map((type) => type.replace('[]', '\\[\\]')).join('|')})(?: (?:not null|default .*))*$`,
)

/** What a distributed Postgres refuses, what other ones do not have, and what would act behind the application's back. */
const banned: readonly RegExp[] = [
  /^create (?:or replace )?(?:trigger|rule|function|procedure|view|materialized view|extension|sequence|domain|type)\b/,
  /\b(?:small|big)?serial\b|\bnextval\b|\bgenerated\b.* as identity\b/,
  /\bgen_random_uuid\b|\buuid_generate\w*|\bclock_timestamp\b|\brandom\(/,
  /\bon delete set (?:null|default)\b|\bon update\b/,
  /\bnulls not distinct\b|\bexclude\b|\bdeferrable\b/,
  /\bsecurity definer\b|\bbypassrls\b|\bdisable row level security\b|\bno force row level security\b/,
  /\bmerge into\b|\bpartition by\b|\blisten\b|\badvisory\b/,
]

const OWN_ROWS = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"

const EVERY_ROW_TO_LOOK_AT = ' for select to postern_admin using (true)'

export const rules: readonly Rule[] = [
  {
    title: 'migrations are numbered from 1 without a gap',
    faults: (migrations) =>
      migrations.flatMap(({ name }, index) =>
        new RegExp(`^${String(index + 1).padStart(4, '0')}_[a-z0-9_]+\\.sql$`).test(name)
          ? []
          : [name],
      ),
  },
  {
    title: 'nothing acts by itself, and nothing is used that a distributed Postgres lacks',
    faults: everyStatement((statement) =>
      banned.flatMap((pattern) => pattern.exec(statement)?.[0] ?? []),
    ),
  },
  {
    title: 'columns have a type that every Postgres knows, and no constraint of their own',
    faults: everyStatement((statement) =>
      columnsOf(statement)
        .filter(({ definition }) => !TYPE.test(definition))
        .map(({ name, definition }) => `${name} ${definition}`),
    ),
  },
  {
    title: 'every constraint is named after its table',
    faults: everyStatement((statement) => [
      ...tablesOf(statement).flatMap(({ name, constraints }) =>
        constraints.filter((constraint) => !constraint.startsWith(`constraint ${name}__`)),
      ),
      ...unnamedAdded(statement),
    ]),
  },
  {
    title: 'every table has a primary key',
    faults: everyTable(({ name, constraints }) =>
      constraints.some((constraint) => constraint.includes(' primary key (')) ? [] : [name],
    ),
  },
  {
    title: 'every tenant table has a tenant_id that cannot be missing',
    faults: everyTenantTable(({ name, columns }) =>
      columns.some((column) => column.name === 'tenant_id' && column.definition === 'uuid not null')
        ? []
        : [name],
    ),
  },
  {
    title: 'every key of a tenant table begins with tenant_id',
    faults: everyTenantTable(({ constraints }) => constraints.flatMap(keyFaults)),
  },
  {
    title: 'every index is named after its table, begins with tenant_id and says which way it runs',
    faults: everyStatement(indexFaults),
  },
  {
    title: 'row-level security is enabled and forced on every table of tenants',
    faults: (migrations) => {
      const all = new Set(migrations.flatMap(({ statements }) => statements))
      return tenantScopedTables(migrations).flatMap((name) =>
        ['enable row level security', 'force row level security']
          .map((action) => `alter table ${name} ${action}`)
          .filter((statement) => !all.has(statement)),
      )
    },
  },
  {
    title: 'every tenant table has a policy, and every policy on one is for own rows, both ways',
    faults: (migrations) =>
      tenantTables(migrations).flatMap((name) => policyFaults(migrations, name)),
  },
  {
    title:
      'only the roles of the apps are granted anything, and nothing that passes by the policies',
    faults: everyStatement((statement) => {
      if (!statement.startsWith('grant ')) return []
      const [, rights = '', roles = ''] = /^grant (.*) on .* to (.*)$/.exec(statement) ?? []
      const isKnown = [
        ...splitList(rights).map((right) => /^(?:select|insert|update|delete)$/.test(right)),
        ...splitList(roles).map((role) => /^postern_(?:api|admin)$/.test(role)),
      ]
      return isKnown.length > 1 && isKnown.every(Boolean) ? [] : [statement]
    }),
  },
]

/** Those that make tenant tables: all but the global ones. */
function tenantTables(migrations: readonly Migration[]): string[] {
  return tablesIn(migrations)
    .map(({ name }) => name)
    .filter((name) => !globalTables.has(name))
}

function tenantScopedTables(migrations: readonly Migration[]): string[] {
  const hasTenants = tablesIn(migrations).some(({ name }) => name === 'tenants')
  return [...(hasTenants ? ['tenants'] : []), ...tenantTables(migrations)]
}

function tablesIn(migrations: readonly Migration[]): Table[] {
  return migrations.flatMap(({ statements }) => statements.flatMap(tablesOf))
}

function everyStatement(find: (statement: string) => string[]): Rule['faults'] {
  return (migrations) =>
    migrations.flatMap(({ name, statements }) =>
      statements.flatMap(find).map((fault) => `${name}: ${fault}`),
    )
}

function everyTable(find: (table: Table) => string[]): Rule['faults'] {
  return everyStatement((statement) => tablesOf(statement).flatMap(find))
}

function everyTenantTable(find: (table: Table) => string[]): Rule['faults'] {
  return everyTable((table) => (globalTables.has(table.name) ? [] : find(table)))
}

function columnsOf(statement: string) {
  return [
    ...tablesOf(statement).flatMap(({ columns }) => columns),
    ...(addedColumns(statement)?.columns ?? []),
  ]
}

function unnamedAdded(statement: string): string[] {
  const [, table, added] =
    /^alter table (\w+) add (?!column )(?:constraint )?(\w+)/.exec(statement) ?? []
  return table === undefined || added?.startsWith(`${table}__`) ? [] : [statement]
}

/** Of a tenant table's constraint. */
function keyFaults(constraint: string): string[] {
  if (/ check \(/.test(constraint)) return []
  const [first] = columnsAfter(/ (?:primary key|unique|foreign key)/, constraint)
  return first === 'tenant_id' ? [] : [constraint]
}

function indexFaults(statement: string): string[] {
  if (!/^create (?:unique )?index\b/.test(statement)) return []
  const [, index = '', table = ''] =
    /^create (?:unique )?index (\w+) on (\w+) \(/.exec(statement) ?? []
  const columns = columnsAfter(new RegExp(`on ${table}`), statement)
  const isFine =
    index.startsWith(`${table}__`) &&
    columns.every((column) => /^\w+ (?:asc|desc)$/.test(column)) &&
    (globalTables.has(table) || columns[0]?.startsWith('tenant_id '))
  return isFine ? [] : [statement]
}

function policyFaults(migrations: readonly Migration[], table: string): string[] {
  const policies = migrations
    .flatMap(({ statements }) => statements)
    .filter((statement) => new RegExp(`^create policy \\w+ on ${table}\\b`).test(statement))
  if (policies.length === 0) return [`${table} has no policy`]
  return policies.filter((policy) => {
    if (shownToOperators.has(table) && policy.endsWith(EVERY_ROW_TO_LOOK_AT)) return false
    const isOwn =
      policy.includes(` using (${OWN_ROWS}`) && policy.includes(` with check (${OWN_ROWS}`)
    // A restrictive one only takes away from what the others allow.
    if (policy.includes(' as restrictive ')) return / or |\bselect\b/.test(policy)
    return !isOwn || / or |\bselect\b/.test(policy)
  })
}

function splitList(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}
