import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { startFakeGateway } from '../testing/fake-gateway.ts'
import { temporaryFolder } from '../testing/postern.ts'
import { findGateway } from './find-gateway.ts'

const PATIENCE = { tries: 1, withinMs: 5_000 }
const whoami = { method: 'GET', path: '/api/v1/whoami', headers: {} }

/** What a gateway is shown by whoever has this environment. */
async function shown(t: TestContext, env: Record<string, string>, url?: string) {
  const gateway = await startFakeGateway(t)
  const client = await findGateway({
    POSTERN_URL: url ?? gateway.url,
    POSTERN_STATE_DIR: '/nonexistent',
    ...env,
  })
  await client.request(whoami, PATIENCE)
  return gateway.asked[0]?.headers.authorization
}

test('a token comes from the environment, or from a file that may change', async (t) => {
  assert.equal(await shown(t, { POSTERN_TOKEN: 'pst_1' }), 'Bearer pst_1')
  const file = join(await temporaryFolder(t), 'token')
  await writeFile(file, 'first\n')
  const gateway = await startFakeGateway(t)
  const client = await findGateway({ POSTERN_URL: gateway.url, POSTERN_TOKEN_FILE: file })
  await client.request(whoami, PATIENCE)
  await writeFile(file, 'second\n')
  await client.request(whoami, PATIENCE)
  assert.deepEqual(
    gateway.asked.map(({ headers }) => headers.authorization),
    ['Bearer first', 'Bearer second'],
  )
})

test('the key of the Postern on this machine is shown to that one and to no other', async (t) => {
  const folder = await temporaryFolder(t)
  const local = await startFakeGateway(t)
  const stranger = await startFakeGateway(t)
  await mkdir(join(folder, 'state'))
  const credentials = {
    apiUrl: local.url,
    adminUrl: local.url,
    operatorKey: 'pst_o',
    tenant: 'default',
    pushKey: 'pst_p',
    scrapeKey: 'pst_s',
  }
  await writeFile(join(folder, 'state', 'credentials.json'), JSON.stringify(credentials))
  const env = { POSTERN_STATE_DIR: join(folder, 'state') }

  await (await findGateway(env)).request(whoami, PATIENCE)
  assert.equal(local.asked[0]?.headers.authorization, 'Bearer pst_p')
  await assert.rejects(findGateway({ ...env, POSTERN_URL: stranger.url }), { exitCode: 3 })
  assert.equal(stranger.asked.length, 0)
})

test('GitHub is asked for a token that is meant for the tenant', async (t) => {
  const github = await startFakeGateway(t, (_, response) => {
    response.end(JSON.stringify({ value: 'a.b.c' }))
  })
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner',
  }
  const audience = 'https://push.example.com/t/acme'
  assert.equal(await shown(t, { ...env, POSTERN_AUDIENCE: audience }), 'Bearer a.b.c')
  const [asked] = github.asked
  assert.equal(asked?.headers.authorization, 'Bearer runner')
  assert.equal(
    asked?.path,
    `/token?api-version=2.0&audience=${encodeURIComponent('https://push.example.com/t/acme')}`,
  )
  const client = await findGateway({
    ...env,
    POSTERN_URL: 'https://push.example.com/',
    POSTERN_TENANT: 'acme',
  })
  assert.equal(client.url, 'https://push.example.com')
  await assert.rejects(shown(t, env), /POSTERN_AUDIENCE/)
})

test('a token that is taken only in exchange is exchanged, once', async (t) => {
  const gateway = await startFakeGateway(t, ({ path, headers }, response) => {
    if (path === '/oauth2/token') {
      response.end(JSON.stringify({ access_token: 'ours', expires_in: 900 }))
    } else response.writeHead(headers.authorization === 'Bearer ours' ? 200 : 401).end()
  })
  const client = await findGateway({ POSTERN_URL: gateway.url, POSTERN_TOKEN: 'a.b.c' })
  assert.equal((await client.request(whoami, PATIENCE)).status, 200)
  assert.equal((await client.request(whoami, PATIENCE)).status, 200)
  assert.deepEqual(
    gateway.asked.map(({ path }) => path),
    ['/api/v1/whoami', '/oauth2/token', '/api/v1/whoami', '/api/v1/whoami'],
  )
  const form = new URLSearchParams(gateway.asked[1]?.body)
  assert.equal(form.get('subject_token'), 'a.b.c')
})

test('a key that is refused is not offered for exchange', async (t) => {
  const gateway = await startFakeGateway(t, (_, response) => response.writeHead(401).end())
  const client = await findGateway({ POSTERN_URL: gateway.url, POSTERN_TOKEN: 'pst_push_x' })
  assert.equal((await client.request(whoami, PATIENCE)).status, 401)
  assert.equal(gateway.asked.length, 1)
})

test('an address that is none, and one with a password, are refused', async () => {
  for (const url of ['push.example.com', 'ftp://x', 'https://a:b@c', 'https://c?x=1']) {
    await assert.rejects(
      findGateway({ POSTERN_URL: url, POSTERN_TOKEN: 'x' }),
      { exitCode: 2 },
      url,
    )
  }
})
