import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { readWebPages } from './serve-web.ts'
import { startAdmin } from './test-admin.ts'

const SCRIPT = `console.log(${'"postern", '.repeat(200)}"")`
const PAGE = `<!doctype html>
<meta property="csp-nonce" nonce="CSP_NONCE">
<script type="module" src="/assets/index-3fa9.js"></script>
<style nonce="CSP_NONCE"></style>
`

/** An admin app with pages as Vite builds them. */
async function startWithPages(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'postern-web-'))
  t.after(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), PAGE)
  await writeFile(join(folder, 'assets/index-3fa9.js'), SCRIPT)
  await writeFile(join(folder, 'assets/plex-77b1.woff2'), 'a font')
  const web = await readWebPages(folder)
  return (await startAdmin(t, { web })).app
}

test('a file with a hash in its name is kept by the browser for good, as the type that it is', async (t) => {
  const app = await startWithPages(t)
  const { statusCode, headers, body } = await app.inject('/assets/index-3fa9.js')
  assert.equal(statusCode, 200)
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(headers['content-type'], 'text/javascript; charset=utf-8')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(body, SCRIPT)
})

test('a file is sent packed as the browser can read it, and a font as it is', async (t) => {
  const app = await startWithPages(t)
  const get = (url: string, accept: string) =>
    app.inject({ url, headers: { 'accept-encoding': accept } })
  const brotli = await get('/assets/index-3fa9.js', 'gzip, deflate, br')
  assert.equal(brotli.headers['content-encoding'], 'br')
  assert.equal(brotliDecompressSync(brotli.rawPayload).toString(), SCRIPT)
  const gzip = await get('/assets/index-3fa9.js', 'gzip')
  assert.equal(gzip.headers['content-encoding'], 'gzip')
  assert.equal(gzip.headers['vary'], 'accept-encoding')
  assert.equal(gunzipSync(gzip.rawPayload).toString(), SCRIPT)
  const font = await get('/assets/plex-77b1.woff2', 'br')
  assert.equal(font.headers['content-encoding'], undefined)
  assert.equal(font.headers['content-type'], 'font/woff2')
})

test('any address of a page gives the page, which is asked for anew each time', async (t) => {
  const app = await startWithPages(t)
  for (const url of ['/', '/tenants/acme/groups?match=job%3D"a"', '/sign-in', '/welcome']) {
    const { statusCode, headers, body } = await app.inject(url)
    assert.equal(statusCode, 200, url)
    assert.equal(headers['cache-control'], 'no-cache', url)
    assert.equal(headers['content-type'], 'text/html; charset=utf-8', url)
    assert.match(body, /<script type="module" src="\/assets\/index-3fa9\.js">/, url)
  }
  const head = await app.inject({ method: 'HEAD', url: '/tenants' })
  assert.equal(head.statusCode, 200)
})

test('the policy lets in no script but files, and no style but with the nonce of this answer', async (t) => {
  const app = await startWithPages(t)
  const nonces = new Set<string>()
  for (let times = 0; times < 3; times++) {
    const { headers, body } = await app.inject('/')
    const policy = String(headers['content-security-policy'])
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule]))
    assert.equal(rules.get('default-src'), "default-src 'none'")
    assert.equal(rules.get('script-src'), "script-src 'self'")
    assert.equal(rules.get('frame-ancestors'), "frame-ancestors 'none'")
    assert.doesNotMatch(policy, /unsafe|\*|https?:|data:/)
    const nonce = /'nonce-([\w-]{22})'/.exec(rules.get('style-src') ?? '')?.[1] ?? ''
    assert.equal(body.split(`nonce="${nonce}"`).length, 3, 'the page has it in both places')
    assert.doesNotMatch(body, /CSP_NONCE/)
    nonces.add(nonce)
  }
  assert.equal(nonces.size, 3)
})

test('what is no file and could be no page is 404, and never the page', async (t) => {
  const app = await startWithPages(t)
  const urls = [
    '/assets/index-0000.js',
    '/assets/',
    '/assets/../index.html',
    '/assets/%2e%2e/index.html',
    '/index.html',
    '/favicon.ico',
    '/.env',
    '/api/v1/nothing',
    '/api',
    '/-/nothing',
  ]
  for (const url of urls) {
    const reply = await app.inject(url)
    assert.deepEqual([reply.statusCode, reply.json().code], [404, 'route-not-found'], url)
    assert.match(String(reply.headers['content-type']), /^application\/problem\+json/, url)
  }
  const post = await app.inject({ method: 'POST', url: '/tenants' })
  assert.equal(post.statusCode, 404)
})

test('without built pages there are none to serve', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-web-'))
  t.after(() => rm(folder, { recursive: true }))
  assert.equal(await readWebPages(folder), undefined)
  assert.equal(await readWebPages(join(folder, 'nothing')), undefined)
})
