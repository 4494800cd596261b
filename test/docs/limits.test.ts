import assert from 'node:assert/strict'
import test from 'node:test'
import { TenantLimitDraft } from '@postern/contract'
import { type LimitKind, limitKind, limitNames, NO_LIMIT } from '@postern/domain'
import { readLimits } from '@postern/server'
import { Value } from 'typebox/value'
import { tableRows } from './support/markdown.ts'
import { page } from './support/pages.ts'

test('the page of limits has each with its value, its reach and what it counts', () => {
  const rows = tableRows(page('docs/reference/limits.md').prose)
  assert.deepEqual(
    rows,
    limitNames.map((name) => [`\`${name}\``, ...describe(limitKind(name))]),
  )
})

test('the price list is one that a tenant, and an installation, can be given', () => {
  const { fences } = page('docs/reference/limits.md')
  const list = fences.find(({ words }) => words.has('limits'))
  assert.ok(list)
  const limits: unknown = JSON.parse(list.text)
  assert.deepEqual([...Value.Errors(TenantLimitDraft, { limits })], [])
  const read = readLimits({ POSTERN_DEFAULT_LIMITS: list.text })
  assert.partialDeepStrictEqual(read, limits)
})

function describe(kind: LimitKind): string[] {
  const { system, highest, ofTenant, about } = kind
  const most = highest === undefined ? '' : `; ${show(highest, kind)} at most`
  return [show(system, kind), ofTenant ? 'tenant' : 'tenant, namespace', about + most]
}

const MIB = 1024 * 1024

function show(value: number, { unit }: LimitKind): string {
  if (value === NO_LIMIT) return 'none'
  return unit === 'bytes' ? `${value / MIB} MiB` : value.toLocaleString('en-US')
}
