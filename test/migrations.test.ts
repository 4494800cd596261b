import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rules } from './support/migration-rules.ts'
import { parseMigration, readMigrations } from './support/migrations.ts'

const migrations = await readMigrations()

for (const { title, faults } of rules) {
  test(title, () => {
    assert.deepEqual(faults(migrations), [])
  })
}

test('each rule finds what breaks it', () => {
  const broken: Record<string, string> = {
    'migrations are numbered from 1 without a gap': '',
    'nothing acts by itself, and nothing is used that a distributed Postgres lacks':
      'create trigger t before update on a execute function f();',
    'columns have a type that every Postgres knows, and no constraint of their own':
      'create table a (tenant_id uuid not null references tenants (id));',
    'every constraint is named after its table':
      'create table a (tenant_id uuid not null, primary key (tenant_id));',
    'every table has a primary key': 'create table a (tenant_id uuid not null);',
    'every tenant table has a tenant_id that cannot be missing':
      'create table a (id uuid not null, constraint a__id primary key (id));',
    'every key of a tenant table begins with tenant_id':
      'create table a (tenant_id uuid not null, id uuid, constraint a__id primary key (id, tenant_id));',
    'every index is named after its table, begins with tenant_id and says which way it runs':
      'create index a__at on a (tenant_id, at);',
    'row-level security is enabled and forced on every table of tenants':
      'create table a (tenant_id uuid not null); alter table a enable row level security;',
    'every tenant table has a policy, and every policy on one is for own rows, both ways':
      'create table a (tenant_id uuid not null); create policy p on a using (true);',
    'only the roles of the apps are granted anything, and nothing that passes by the policies':
      'grant truncate on a to postern_api;',
  }
  for (const { title, faults } of rules) {
    const found = faults([parseMigration('0007_late.sql', broken[title] ?? '')])
    assert.equal(found.length, 1, `${title}: ${JSON.stringify(found)}`)
  }
})
