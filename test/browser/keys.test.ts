/** The life of a key as people look after it, with a job that pushes meanwhile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { bearer } from '../support/authorization.ts'
import { until } from '../support/until.ts'
import { noBrowser } from './support/browser.ts'
import { startWeb, type Web } from './support/web.ts'

const skip = noBrowser
const web: Web = skip ? (undefined as never) : await startWeb(test)

async function push(key: string, job: string): Promise<number> {
  const reply = await fetch(`${web.apiUrl}/metrics/job/${job}`, {
    method: 'PUT',
    headers: bearer(key),
    body: 'runs 1\n',
  })
  await reply.arrayBuffer()
  return reply.status
}

/** The one key that the page shows. */
async function shownKey(page: Page): Promise<string> {
  return page.locator('pre').filter({ hasText: /^pst_/ }).innerText()
}

test('a new tenant is led to its first push, and shows it live', { skip }, async () => {
  const page = await web.openAs({ role: 'system-admin' })
  await page.goto('/tenants')
  await page.getByRole('button', { name: 'New tenant' }).first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Night Shift')
  await page.getByRole('textbox', { name: 'Slug', exact: true }).click()
  assert.equal(
    await page.getByRole('textbox', { name: 'Slug', exact: true }).inputValue(),
    'night-shift',
  )
  await page.getByRole('button', { name: 'Make the tenant' }).click()

  await page.getByRole('button', { name: 'Make a push key' }).click()
  const key = await shownKey(page)
  // What is to be pasted has the key in it.
  await page.getByLabel('the command').filter({ hasText: key }).waitFor()
  await page.getByText('Waiting for the first push').waitFor()
  assert.equal(await push(key, 'backup'), 200)
  await page.getByRole('heading', { name: 'The first push is here' }).waitFor()
  await page.getByRole('link', { name: 'Groups' }).first().click()
  await page.getByText('"backup"').waitFor()
})

test('a key is rotated while a job pushes every 100 ms, and no push fails', { skip }, async () => {
  const { tenant, pushKey } = await web.createTenant('busy')
  const statuses: number[] = []
  let key = pushKey
  const ending = new AbortController()
  const job = (async () => {
    while (!ending.signal.aborted) {
      statuses.push(await push(key, 'steady'))
      await sleep(100)
    }
  })()

  const page = await web.openAs({ role: 'tenant-operator', tenant })
  await page.goto('/tenants/busy/credentials')
  await page.getByRole('link', { name: 'for tests: push, delete' }).click()
  await page.getByRole('button', { name: 'Rotate' }).click()
  await page.getByLabel('For an hour').check()
  await page.getByRole('button', { name: 'Make the successor' }).click()
  const successor = await shownKey(page)
  const before = statuses.length
  await until('pushes with the old key', () => statuses.length > before + 3)
  key = successor
  await until('pushes with the new one', () => statuses.length > before + 8)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByText('both work for 1 h').waitFor()
  await page.getByText('The old key still works for').waitFor()
  ending.abort()
  await job
  assert.deepEqual([...new Set(statuses)], [200])
})

test('a key is made with all that binds it, and found again by its name', { skip }, async () => {
  const { tenant } = await web.createTenant('bound')
  const page = await web.openAs({ role: 'tenant-operator', tenant })
  await page.goto('/tenants/bound/credentials')
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Prometheus fra')
  await dialog.getByRole('checkbox', { name: /^scrape/ }).check()
  await dialog.getByRole('checkbox', { name: 'OpenMetrics' }).check()
  await dialog.getByRole('button', { name: /^More/ }).click()
  await dialog.getByRole('button', { name: 'Add a rule' }).click()
  await dialog.getByLabel('Patterns').fill('backup,etl-*,')
  await dialog.getByRole('textbox', { name: 'client certificates' }).fill('DNS:fra')
  await dialog.getByRole('textbox', { name: 'Metadata' }).fill('{"team": "core"}')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await dialog.getByText('This is no name of a certificate: DNS:fra').waitFor()
  await dialog.getByRole('textbox', { name: 'client certificates' }).fill('dns:fra.example.com')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await shownKey(page)
  await page.getByRole('button', { name: 'I have kept it' }).click()

  await page.getByRole('textbox', { name: 'Search by name or id' }).fill('FRA')
  await page.getByText('for tests: scrape, read').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Prometheus fra' }).click()
  for (const text of ['backup or etl-*', 'dns:fra.example.com', 'OpenMetrics, if asked for it']) {
    await page.getByText(text).waitFor()
  }
  await page.getByText('"team": "core"').waitFor()
})

test('a trust rule is made from what a platform claims, and is as it was when it is saved again', {
  skip,
}, async () => {
  const { tenant } = await web.createTenant('trusting')
  const page = await web.openAs({ role: 'tenant-admin', tenant })
  await page.goto('/tenants/trusting/trust-rules')
  await page.getByRole('button', { name: 'Trust an issuer' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Begin with' }).click()
  await page.getByRole('option', { name: 'GitHub Actions' }).click()
  await dialog.getByLabel('Patterns').first().fill('74,75')
  await dialog.getByRole('button', { name: 'Trust it' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('repository_id is 74 or 75').waitFor()
  const rule = async () => {
    const reply = await page.request.get('/api/v1/tenants/trusting/trust-rules')
    const { updatedAt: _, ...others } = (await reply.json()).trustRules[0]
    return others
  }
  const before = await rule()
  assert.deepEqual(before.conditions, { repository_id: ['74', '75'], ref: ['refs/heads/main'] })
  await page.getByRole('button', { name: 'Edit' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  assert.deepEqual(await rule(), before)
})

test('a revoked key gets 401 within two seconds', { skip }, async () => {
  const { tenant, pushKey } = await web.createTenant('leaky')
  assert.equal(await push(pushKey, 'thief'), 200)
  const page = await web.openAs({ role: 'tenant-operator', tenant })
  await page.goto('/tenants/leaky/credentials')
  await page.getByRole('link', { name: 'for tests: push, delete' }).click()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('revoked', { exact: true }).waitFor()
  await until('the key to be refused', async () => (await push(pushKey, 'thief')) === 401, 2_000)
})
