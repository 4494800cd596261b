import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import test from 'node:test'
import { apiKeyKinds, apiKeyPattern, formatApiKey, SECRET_BYTES, scopes } from '@postern/domain'
import { tableRows } from './support/markdown.ts'
import { page } from './support/pages.ts'

const PAGE = page('docs/reference/keys.md')

test('the expression for secret scanners is the one of the code', () => {
  const [shown, ...others] = PAGE.fences.filter(({ language }) => language === 'regex')
  assert.equal(shown?.text.trim(), apiKeyPattern)
  assert.equal(others.length, 0)
})

test('the expression for secret scanners finds a key of any kind', () => {
  for (const kind of apiKeyKinds) {
    const ids = { tenantId: randomUUID(), keyId: randomUUID() }
    const key = formatApiKey({ kind, ...ids, secret: randomBytes(SECRET_BYTES) })
    assert.deepEqual(new RegExp(apiKeyPattern, 'g').exec(`token="${key}"`)?.[0], key)
  }
})

test('every scope is explained, and no other', () => {
  const start = PAGE.prose.indexOf('## Scopes')
  const explained = tableRows(
    PAGE.prose.slice(start, PAGE.prose.indexOf('## Expiry and revocation')),
  )
  assert.deepEqual(
    explained.map(([scope]) => scope),
    scopes.map((scope) => `\`${scope}\``),
  )
})
