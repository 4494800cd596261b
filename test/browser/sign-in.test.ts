/** How people get in: the first one, those who come back, and those who may only look. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf } from './support/authenticator.ts'
import { noBrowser } from './support/browser.ts'
import { startWeb, type Web } from './support/web.ts'

const skip = noBrowser
const web: Web = skip ? (undefined as never) : await startWeb(test)

const PASSWORD = 'three green boats'
const STEP_MS = 30_000

test('the first person sets up an account by a link, and signs in again with it', {
  skip,
}, async () => {
  const page = await web.open()
  await page.goto(await web.setUpLink())
  await page.getByRole('heading', { name: 'Set up Postern' }).waitFor()
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
  await page.getByLabel('Password').first().fill(PASSWORD)
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  const shown = page.locator('code').filter({ hasText: /^[A-Z2-7 ]{30,}$/ })
  await shown.waitFor()
  const secret = await shown.innerText()
  await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, Date.now()))
  await page.getByRole('button', { name: 'Make the account and sign in' }).click()

  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  assert.ok((await page.getByRole('listitem').count()) >= 8)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('Password').first().fill('a wrong guess at it')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('The e-mail address or the password is wrong').waitFor()
  await page.getByLabel('Password').first().fill(PASSWORD)
  await page.getByRole('button', { name: 'Go on' }).click()
  // A code is good once, so it is that of the next half minute.
  web.clock.aheadMs = STEP_MS
  await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, Date.now() + STEP_MS))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  web.clock.aheadMs = 0
})

test('whoever is not signed in comes to the page that was asked for, once signed in', {
  skip,
}, async () => {
  const { tenant } = await web.createTenant('later')
  const page = await web.open()
  await page.goto('/tenants/later/groups')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  const known = await web.openAs({ role: 'tenant-viewer', tenant })
  await known.goto('/tenants/later/groups')
  await known.getByRole('heading', { name: 'Groups' }).waitFor()
})

test('a viewer sees the tenant, is offered nothing to change, and could not', {
  skip,
}, async () => {
  const { tenant } = await web.createTenant('watched')
  await web.createTenant('unseen')
  const page = await web.openAs({ role: 'tenant-viewer', tenant })
  await page.goto('/')
  await page.getByRole('heading', { name: 'Watched' }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/tenants/watched')
  await page.getByText('Your role can look only').waitFor()

  for (const [path, act] of [
    ['credentials', 'New key'],
    ['checks', 'New check'],
    ['namespaces', 'New namespace'],
    ['trust-rules', 'New rule'],
    ['limits', 'Change'],
    ['retention', 'Save'],
    ['groups', 'Act on all of these…'],
  ] as const) {
    await page.goto(`/tenants/watched/${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    assert.equal(await page.getByRole('button', { name: act }).count(), 0, path)
  }
  assert.equal(await page.getByRole('link', { name: 'Operators' }).count(), 0)
  const refused = await page.evaluate(async () => {
    const body = JSON.stringify({ name: 'x', scopes: ['push'], namespaces: ['*'] })
    const headers = { 'content-type': 'application/json' }
    const path = '/api/v1/tenants/watched/credentials'
    return (await fetch(path, { method: 'POST', headers, body })).status
  })
  assert.equal(refused, 403)
  await page.goto('/tenants/unseen')
  await page.getByText('There is no such tenant').waitFor()
})
