/** The pages of the admin app, as somebody sees them who wants to run something in them. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createAdmin } from '@postern/admin'
import { createLogger } from '@postern/server'
import { openTestDatabase, testHasher } from '@postern/testkit'

const database = await openTestDatabase(test)
const script = {
  type: 'text/javascript; charset=utf-8',
  plain: Buffer.from('1'),
  packed: new Map<'br' | 'gzip', Promise<Buffer>>(),
}
const app = await createAdmin({
  db: database.admin,
  hasher: testHasher,
  clock: Date.now,
  logger: createLogger('silent'),
  web: {
    files: new Map([['/assets/index-1.js', script]]),
    page: '<!doctype html><meta name="nonce" content="CSP_NONCE">',
  },
})
test.after(() => app.close())

function directives(policy: string): Map<string, string> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources.join(' ')]
    }),
  )
}

test('a page runs its own scripts and no others', async () => {
  const seen = new Set<string>()
  for (const url of ['/', '/tenants/acme', '/welcome', '/%3Cscript%3E']) {
    const { statusCode, headers } = await app.inject({ url, headers: { accept: 'text/html' } })
    assert.equal(statusCode, 200, url)
    const policy = directives(String(headers['content-security-policy']))
    assert.equal(policy.get('default-src'), "'none'")
    assert.equal(policy.get('script-src'), "'self'")
    for (const name of ['base-uri', 'frame-ancestors']) assert.equal(policy.get(name), "'none'")
    assert.doesNotMatch([...policy.values()].join(' '), /unsafe|\*|https?:|data:|blob:/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['access-control-allow-origin'], undefined)
    seen.add(policy.get('style-src') ?? '')
  }
  assert.equal(seen.size, 4, 'each answer has a nonce of its own')
})

test('no address leads out of the folder of the pages, and none is repeated in a page', async () => {
  for (const url of [
    '/assets/../../../../package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/index-1.js/../../x',
    '/..%5c..%5cpackage.json',
    '/%00',
    '/<script>alert(1)</script>',
    '/x?<script>alert(1)</script>',
  ]) {
    const { statusCode, body } = await app.inject({ url, headers: { accept: 'text/html' } })
    assert.ok(statusCode < 500, url)
    assert.doesNotMatch(body, /"name": "|alert\(1\)/, url)
  }
})

test('no component of the pages writes HTML by itself, so that pushed text stays text', () => {
  const folder = new URL('../../apps/admin/web/src/', import.meta.url)
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  )
  assert.ok(sources.length > 10)
  for (const name of sources) {
    assert.doesNotMatch(
      readFileSync(new URL(name, folder), 'utf8'),
      /dangerouslySetInnerHTML|\.innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(|javascript:/,
      name,
    )
  }
})
