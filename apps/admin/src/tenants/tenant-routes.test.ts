import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOperatorKey } from '@postern/testkit'
import { startAdmin } from '../test-admin.ts'

const URL = '/api/v1/tenants'

test('a tenant that was made is read back, with its default namespace', async (t) => {
  const { call, clock } = await startAdmin(t)
  const made = await call('POST', URL, { slug: 'umbrella', name: 'Umbrella Ltd.' })
  assert.equal(made.status, 201)
  assert.equal(made.headers.location, `${URL}/umbrella`)
  const { id, ...tenant } = made.body.tenant
  assert.match(id, /^[0-9a-f-]{36}$/)
  assert.deepEqual(tenant, {
    slug: 'umbrella',
    name: 'Umbrella Ltd.',
    state: 'active',
    namespaceLabel: 'namespace',
    utf8Names: false,
    maxKeyLife: '365d',
    keysMayNeverExpire: false,
    purgeAt: null,
    createdAt: new Date(clock.nowMs).toISOString(),
  })
  const read = await call('GET', `${URL}/umbrella`)
  assert.deepEqual([read.status, read.body], [200, made.body])
  const { body } = await call('GET', `${URL}/umbrella/namespaces`)
  const { createdAt } = tenant
  assert.deepEqual(body.namespaces, [
    { name: 'default', ownership: 'shared', sampleTime: 'scrape', createdAt },
  ])
})

test('a slug is given out once', async (t) => {
  const { call } = await startAdmin(t)
  const again = await call('POST', URL, { slug: 'acme', name: 'Another' })
  assert.deepEqual([again.status, again.body.code], [409, 'tenant-exists'])
})

test('a tenant that does not exist is 404, also when its slug could be none', async (t) => {
  const { call } = await startAdmin(t)
  for (const slug of ['nobody', 'ACME', 'x', '%00', 'a'.repeat(300), '%F0%9F%90%99']) {
    const answer = await call('GET', `${URL}/${slug}`)
    assert.deepEqual([answer.status, answer.body.code], [404, 'tenant-not-found'], slug)
  }
})

test('a draft that is not right is 400 with every fault', async (t) => {
  const { call } = await startAdmin(t)
  const answer = await call('POST', URL, { slug: 'No', name: ' x ', state: 'deleted' })
  assert.equal(answer.status, 400)
  assert.deepEqual(
    answer.body.errors.map((fault) => fault.pointer),
    ['/state', '/slug', '/name'],
  )
  const drafts = [
    {},
    [],
    'text',
    { slug: 'umbrella' },
    { slug: 'umbrella', name: '' },
    { slug: 'umbrella', name: 5 },
    { slug: 'umbrella', name: 'two\nlines' },
    { slug: 'umbrella', name: 'a\u0000b' },
    { slug: 'umbrella', name: 'x'.repeat(101) },
    { slug: '-umbrella', name: 'x' },
    { slug: 'um', name: 'x' },
    { slug: 'u'.repeat(64), name: 'x' },
  ]
  for (const draft of drafts) {
    const refused = await call('POST', URL, draft)
    assert.equal(refused.status, draft === 'text' ? 415 : 400, JSON.stringify(draft))
  }
})

test('only JSON is taken, and not too much of it', async (t) => {
  const { app, operatorKey } = await startAdmin(t)
  const send = async (type: string, payload: string) => {
    const headers = { authorization: `Bearer ${operatorKey}`, 'content-type': type }
    const answer = await app.inject({ method: 'POST', url: URL, headers, payload })
    return [answer.statusCode, answer.json().code]
  }
  const draft = JSON.stringify({ slug: 'umbrella', name: 'Umbrella' })
  assert.deepEqual(await send('text/plain', draft), [415, 'media-type-unsupported'])
  assert.deepEqual(await send('application/x-www-form-urlencoded', 'slug=x'), [
    415,
    'media-type-unsupported',
  ])
  assert.deepEqual(await send('application/json', '{'), [400, 'body-malformed'])
  assert.deepEqual(await send('application/json', ''), [400, 'body-malformed'])
  const large = JSON.stringify({ slug: 'umbrella', name: 'x'.repeat(70_000) })
  assert.deepEqual(await send('application/json', large), [413, 'body-too-large'])
})

test('pages show every tenant once, in the order in which they were made', async (t) => {
  const { call, clock } = await startAdmin(t)
  const slugs = ['acme', 'globex', 'hooli', 'initech', 'umbrella']
  for (const slug of slugs.slice(2)) {
    clock.nowMs += 1
    await call('POST', URL, { slug, name: slug })
  }
  const seen: string[][] = []
  let cursor: string | undefined
  do {
    const after: string = cursor === undefined ? '' : `&cursor=${cursor}`
    const { status, body } = await call('GET', `${URL}?limit=2${after}`)
    assert.equal(status, 200)
    seen.push(body.tenants.map((tenant) => tenant.slug))
    cursor = body.nextCursor
  } while (cursor !== undefined)
  assert.deepEqual(seen, [['acme', 'globex'], ['hooli', 'initech'], ['umbrella']])
  const whole = await call('GET', URL)
  assert.equal(whole.body.tenants.length, 5)
  assert.equal('nextCursor' in whole.body, false)
})

test('a search finds tenants by a part of their slug or name, in any case, page by page', async (t) => {
  const { call, clock } = await startAdmin(t)
  for (const [slug, name] of [
    ['night-shift', 'Harbour'],
    ['harbour', 'Day %_ Shift'],
    ['umbrella', 'Übersee'],
  ]) {
    clock.nowMs += 1
    assert.equal((await call('POST', URL, { slug, name })).status, 201)
  }
  const found = async (search: string) => {
    const { status, body } = await call('GET', `${URL}?search=${encodeURIComponent(search)}`)
    assert.equal(status, 200)
    return body.tenants.map(({ slug }) => slug)
  }
  assert.deepEqual(await found('HARB'), ['night-shift', 'harbour'])
  assert.deepEqual(await found('shift'), ['night-shift', 'harbour'])
  assert.deepEqual(await found('bersee'), ['umbrella'])
  assert.deepEqual(await found('%_'), ['harbour'], 'it is text, and no pattern')
  assert.deepEqual(await found('nobody'), [])

  const first = await call('GET', `${URL}?search=harb&limit=1`)
  const rest = `${URL}?search=harb&limit=1&cursor=${first.body.nextCursor}`
  assert.deepEqual(
    (await call('GET', rest)).body.tenants.map(({ slug }) => slug),
    ['harbour'],
  )
  for (const wrong of ['', '%00', 'x'.repeat(101)]) {
    assert.equal((await call('GET', `${URL}?search=${wrong}`)).status, 400, wrong)
  }
})

test('a search by who is bound to a tenant finds that one or nothing', async (t) => {
  const { app, admin, acme } = await startAdmin(t)
  const { key } = await createOperatorKey(admin, { role: 'tenant-viewer', tenant: acme })
  const found = async (search: string) => {
    const headers = { authorization: `Bearer ${key}` }
    const { statusCode, body } = await app.inject({ url: `${URL}?search=${search}`, headers })
    assert.equal(statusCode, 200)
    return body
  }
  assert.match(await found('ACM'), /"slug":"acme"/)
  assert.equal(await found('glob'), await found('nobody'))
})

test('a page that cannot be is 400', async (t) => {
  const { call } = await startAdmin(t)
  const queries = ['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'cursor=x', 'cursor=', 'page=2']
  for (const query of queries) {
    const { status, body } = await call('GET', `${URL}?${query}`)
    assert.deepEqual([status, body.code], [400, 'request-invalid'], query)
    assert.equal(body.errors[0]?.in, 'querystring', query)
  }
})

test('a tenant changes what is given and keeps the rest', async (t) => {
  const { call } = await startAdmin(t)
  const before = await call('GET', `${URL}/acme`)

  const changed = await call('PATCH', `${URL}/acme`, { utf8Names: true })
  const read = await call('GET', `${URL}/acme`)
  const nothing = await call('PATCH', `${URL}/acme`, {})
  const unknown = await call('PATCH', `${URL}/acme`, { slug: 'other' })

  assert.equal(changed.status, 200)
  assert.deepEqual(read.body.tenant, { ...before.body.tenant, utf8Names: true })
  assert.deepEqual([nothing.status, unknown.status], [400, 400])
})
