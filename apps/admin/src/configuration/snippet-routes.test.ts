import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAdmin } from '../test-admin.ts'

const URL = '/api/v1/tenants/acme/snippets'

test('snippets are filled with the address, the tenant and a place for the key', async (t) => {
  const { call } = await startAdmin(t)
  const { status, body } = await call('GET', URL)
  assert.equal(status, 200)
  const ids = body.snippets.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ['curl', 'python', 'go', 'node', 'github-actions', 'kubernetes-cronjob']) {
    assert.ok(ids.includes(id), id)
  }
  const text = body.snippets.find(({ id }) => id === 'scrape-config')?.text ?? ''
  for (const line of [
    'job_name: postern-acme',
    'honor_labels: true',
    'metrics_path: /metrics',
    'sample_limit: 3000000',
    'credentials_file: /etc/prometheus/postern-acme.key',
    "targets: ['127.0.0.1:9091']",
  ]) {
    assert.ok(text.includes(line), line)
  }
})

test('a namespace is in every address, and one that is none is refused', async (t) => {
  const { call } = await startAdmin(t)
  await call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  const { body } = await call('GET', `${URL}?namespace=team&job=nightly`)
  const texts = new Map(body.snippets.map(({ id, text }) => [id, text]))
  assert.match(texts.get('scrape-config') ?? '', /metrics_path: \/ns\/team\/metrics$/m)
  assert.match(texts.get('curl') ?? '', /POSTERN_URL='http:\/\/127.0.0.1:9091\/ns\/team'/)
  assert.match(texts.get('curl') ?? '', /'\/metrics\/job\/nightly'/)
  const none = await call('GET', `${URL}?namespace=nobody`)
  assert.deepEqual([none.status, none.body.code], [404, 'namespace-not-found'])
})

test('the limit of samples is that of the tenant', async (t) => {
  const { call } = await startAdmin(t)
  const limits = { maxSeriesPerTenant: 1_000, maxGroupsPerTenant: 10 }
  await call('PUT', '/api/v1/tenants/acme/limits', { limits })
  const { body } = await call('GET', URL)
  const text = body.snippets.find(({ id }) => id === 'scrape-config')?.text ?? ''
  assert.match(text, /sample_limit: 1200$/m)
  await call('PUT', '/api/v1/tenants/acme/limits', { limits: { maxSeriesPerTenant: null } })
  const free = (await call('GET', URL)).body.snippets.map((snippet) => snippet.text).join('')
  assert.doesNotMatch(free, /sample_?limit/i)
})

test('one snippet is plain text, for a file', async (t) => {
  const { app, operatorKey } = await startAdmin(t)
  const read = (id: string) =>
    app.inject({ url: `${URL}/${id}`, headers: { authorization: `Bearer ${operatorKey}` } })
  const answer = await read('scrape-config')
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
  assert.match(answer.body, /^scrape_configs:\n {2}- job_name: postern-acme\n/)
  const none = await read('cobol')
  assert.deepEqual([none.statusCode, none.json().code], [404, 'snippet-not-found'])
})
