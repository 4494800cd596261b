import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_TENANT } from '@postern/domain'
import { createLogger } from '@postern/server'
import { listAuditEvents, withTenant } from '@postern/store'
import { testHasher } from '@postern/testkit'
import { createAdmin } from '../app.ts'
import { holdGroups } from '../groups/testing/hold-groups.ts'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { Browser, PASSWORD, Phone, setUp } from '../test-browser.ts'
import { routesOf } from '../test-routes.ts'

const TENANT = '/api/v1/tenants/:slug'

const trustRule = {
  name: 'shop',
  issuer: 'https://token.actions.githubusercontent.com',
  conditions: { repository_id: ['74'] },
  scopes: ['push'],
  namespaces: ['default'],
}

const person = { email: 'ada@example.com', name: 'Ada' }

/** Every route that changes something, in an order in which each can, with what it takes and the event it leaves. */
const acts: readonly (readonly [route: string, body: object | undefined, action: string])[] = [
  [`PATCH ${TENANT}`, { name: 'New' }, 'tenant.update'],
  [`POST ${TENANT}/namespaces`, { name: 'team' }, 'namespace.create'],
  [`PATCH ${TENANT}/namespaces/:name`, { ownership: 'owned' }, 'namespace.update'],
  [`PUT ${TENANT}/limits`, { limits: { maxSeriesPerPush: 10 } }, 'limits.update'],
  [`PUT ${TENANT}/namespaces/:name/limits`, { limits: { maxSeriesPerPush: 5 } }, 'limits.update'],
  [`PUT ${TENANT}/retention`, { retention: { default: '40d' } }, 'retention.update'],
  [`PUT ${TENANT}/namespaces/:name/retention`, { retention: {} }, 'retention.update'],
  [
    `POST ${TENANT}/credentials`,
    { name: 'key', scopes: ['push'], namespaces: ['*'] },
    'credential.create',
  ],
  [`POST ${TENANT}/credentials/:id/rotate`, {}, 'credential.rotate'],
  [`DELETE ${TENANT}/credentials/:id`, undefined, 'credential.revoke'],
  [`POST ${TENANT}/trust-rules`, trustRule, 'trust-rule.create'],
  [`PATCH ${TENANT}/trust-rules/:id`, { name: 'other' }, 'trust-rule.update'],
  [`DELETE ${TENANT}/trust-rules/:id`, undefined, 'trust-rule.delete'],
  [`POST ${TENANT}/checks`, { name: 'backup' }, 'check.create'],
  [`PATCH ${TENANT}/checks/:id`, { grace: '2h' }, 'check.update'],
  [`POST ${TENANT}/checks/:id/pause`, undefined, 'check.pause'],
  [`POST ${TENANT}/checks/:id/resume`, undefined, 'check.resume'],
  [`DELETE ${TENANT}/checks/:id`, undefined, 'check.delete'],
  [`PUT ${TENANT}/series`, { series: { totals: true, keyExpiry: true } }, 'series.update'],
  [`POST ${TENANT}/accounts`, { ...person, role: 'tenant-viewer' }, 'account.invite'],
  [`PATCH ${TENANT}/accounts/:id`, { role: 'tenant-admin' }, 'account.update'],
  [`POST ${TENANT}/accounts/:id/reset`, undefined, 'account.reset'],
  [`DELETE ${TENANT}/accounts/:id`, undefined, 'account.delete'],
  ['POST /api/v1/accounts', { ...person, role: 'tenant-viewer' }, 'account.invite'],
  ['PATCH /api/v1/accounts/:id', { role: 'tenant-admin' }, 'account.update'],
  ['POST /api/v1/accounts/:id/reset', undefined, 'account.reset'],
  ['DELETE /api/v1/accounts/:id', undefined, 'account.delete'],
  ['POST /api/v1/operator-keys', { name: 'key', role: 'tenant-viewer' }, 'operator-key.create'],
  ['DELETE /api/v1/operator-keys/:id', undefined, 'operator-key.revoke'],
  ['POST /api/v1/set-up-links', undefined, 'set-up-link.create'],
  [`POST ${TENANT}/suspend`, undefined, 'tenant.suspend'],
  [`POST ${TENANT}/resume`, undefined, 'tenant.resume'],
  [`DELETE ${TENANT}`, undefined, 'tenant.delete'],
  [`POST ${TENANT}/undelete`, undefined, 'tenant.undelete'],
  ['POST /api/v1/signing-keys', {}, 'signing-key.rotate'],
  ['DELETE /api/v1/signing-keys/:id', undefined, 'signing-key.revoke'],
]

// Its tenant is made by it, so its event is looked for elsewhere: see below.
const CREATE_TENANT = 'POST /api/v1/tenants'

async function actionsOf(admin: TestAdmin): Promise<string[]> {
  const page = { order: 'oldest', limit: 1_000, after: undefined } as const
  const events = await Promise.all(
    [admin.acme.id, NO_TENANT].map((chain) =>
      withTenant(admin.admin, chain, (own) => listAuditEvents(own, chain, {}, page)),
    ),
  )
  return events.flat().map(({ action }) => action)
}

/** What there is more of than before, in whichever chain. */
function added(before: readonly string[], after: readonly string[]): string[] {
  const more = [...after]
  for (const known of before) more.splice(more.indexOf(known), 1)
  return more
}

/** The id of whatever an answer tells of. */
function idIn(body: string): string | undefined {
  return /"id":"([0-9a-f-]{36})"/.exec(body)?.[1]
}

test('every route that changes something leaves its event', async (t) => {
  const admin = await startAdmin(t)
  // Reading makes what is made at the start, so that it is not taken for an act.
  await admin.app.ready()
  let id = ''
  for (const [route, body, action] of acts) {
    const [method = '', path = ''] = route.split(' ')
    const url = path.replace(':slug', 'acme').replace(':name', 'team').replace(':id', id)
    const before = await actionsOf(admin)
    const reply = await admin.app.inject({
      // The methods above.
      method: method as 'POST',
      url: route === `DELETE ${TENANT}` ? `${url}?confirm=acme` : url,
      headers: { authorization: `Bearer ${admin.operatorKey}` },
      ...(body && { payload: body }),
    })
    assert.ok(reply.statusCode < 300, `${route}: ${reply.statusCode} ${reply.body}`)
    id = idIn(reply.body) ?? id
    assert.deepEqual(added(before, await actionsOf(admin)), [action], route)
  }
})

/** What people do with their own account and sessions, and the events that it leaves. */
const ownActs = [
  'POST /api/v1/welcome',
  'POST /api/v1/welcome/accept',
  'POST /api/v1/sign-in',
  'POST /api/v1/session/confirm',
  'POST /api/v1/account/totp',
  'PUT /api/v1/account/totp',
  'PUT /api/v1/account/password',
  'POST /api/v1/account/recovery-codes',
  'DELETE /api/v1/sessions',
  'DELETE /api/v1/sessions/:id',
  'DELETE /api/v1/session',
]

test('what people do with their own account leaves its events, but for what only offers something', async (t) => {
  const admin = await startAdmin(t)
  await admin.app.ready()
  const { browser, phone, email } = await setUp(admin)
  const before = (await actionsOf(admin)).length
  const proof = () => {
    admin.clock.nowMs += 60_000
    return { password: PASSWORD, code: phone.code() }
  }
  const other = new Browser(admin.app)
  await other.call('POST', '/api/v1/sign-in', { email, ...proof() })
  await browser.call('POST', '/api/v1/session/confirm', proof())
  const { body } = await browser.call('POST', '/api/v1/account/totp')
  const next = new Phone(body.secret, admin.clock)
  await browser.call('PUT', '/api/v1/account/totp', { code: next.code() })
  await browser.call('PUT', '/api/v1/account/password', { password: 'another long one' })
  await browser.call('POST', '/api/v1/account/recovery-codes')
  await browser.call('DELETE', '/api/v1/sessions')
  const { session } = (await browser.call('GET', '/api/v1/whoami')).body
  await browser.call('DELETE', `/api/v1/sessions/${session?.id}`)
  await setUp(admin, 'bob@example.com')
  const actions = await actionsOf(admin)
  assert.deepEqual(actions.slice(before), [
    'session.begin',
    'session.confirm',
    'totp.change',
    'password.change',
    'recovery-codes.renew',
    'session.end',
    'session.end',
    'set-up-link.create',
    'account.join',
    'session.begin',
  ])
})

const GROUPS = `${TENANT}/groups`
const everyGroup = { match: ['{job!=""}'] }

/** What is done to groups, of which there is one before each, and the event that it leaves. */
const groupActs: readonly (readonly [route: string, body: object | undefined, action: string])[] = [
  [`PUT ${GROUPS}/:namespace/:id/retention`, { retention: '90d' }, 'group.retain'],
  [`POST ${GROUPS}/retention`, { ...everyGroup, retention: 'never' }, 'groups.retain'],
  [`DELETE ${GROUPS}/:namespace/:id`, undefined, 'group.delete'],
  [`POST ${GROUPS}/delete`, everyGroup, 'groups.delete'],
  [`POST ${TENANT}/namespaces/:name/wipe`, { confirm: 'acme/default' }, 'namespace.wipe'],
  [`POST ${TENANT}/wipe`, { confirm: 'acme' }, 'tenant.wipe'],
]

test('what is done to groups leaves its event', async (t) => {
  const admin = await startAdmin(t)
  await admin.app.ready()
  for (const [route, body, action] of groupActs) {
    await holdGroups(admin.api, admin.acme.id, [{ labels: { job: 'backup' } }])
    const [group] = (await admin.call('GET', '/api/v1/tenants/acme/groups')).body.groups
    const [method = '', path = ''] = route.split(' ')
    const url = path
      .replace(':slug', 'acme')
      .replace(/:namespace|:name/, 'default')
      .replace(':id', group?.id ?? '')
    const before = await actionsOf(admin)
    // The methods above.
    const { status } = await admin.call(method as 'POST', url, body)
    assert.ok(status < 300, route)
    assert.deepEqual(added(before, await actionsOf(admin)), [action], route)
  }
})

test('a new tenant’s audit begins with its making', async (t) => {
  const { call } = await startAdmin(t)
  await call('POST', '/api/v1/tenants', { slug: 'umbrella', name: 'Umbrella' })
  const { body } = await call('GET', '/api/v1/tenants/umbrella/audit')
  assert.deepEqual(
    body.events.map(({ action, sequence }) => [action, sequence]),
    [['tenant.create', 1]],
  )
})

test('no route that changes something is missing above', async (t) => {
  const { admin: db } = await startAdmin(t)
  const logger = createLogger('silent')
  const routes = await routesOf(() =>
    createAdmin({ db, hasher: testHasher, clock: Date.now, logger }),
  )
  const changing = routes
    .flatMap(({ method, url }) => [method].flat().map((one) => `${one} ${url}`))
    .filter((route) => !/^(?:GET|HEAD|OPTIONS) /.test(route))
  const covered = [...[...acts, ...groupActs].map(([route]) => route), ...ownActs, CREATE_TENANT]
  assert.deepEqual(new Set(changing), new Set(covered))
})
