/** Looking after tenants: to find one, and to change what holds for it while somebody else does too. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tenant } from '@postern/domain'
import { findLimits, findTenantBySlug, withTenant } from '@postern/store'
import type { Locator, Page } from 'playwright-core'
import { until } from '../support/until.ts'
import { noBrowser } from './support/browser.ts'
import { startWeb, type Web } from './support/web.ts'

const skip = noBrowser
const web: Web = skip ? (undefined as never) : await startWeb(test)

test('a tenant is found by a part of its name, by a link to the search, and opened with Enter', {
  skip,
}, async () => {
  for (const slug of ['harbour', 'harvest', 'meadow']) await web.createTenant(slug)
  const page = await web.openAs({ role: 'system-admin' })
  await page.goto('/tenants')
  await page.getByRole('link', { name: 'Meadow' }).waitFor()
  await page.getByLabel('Search by name or slug').fill('HAR')
  await page.getByRole('link', { name: 'Meadow' }).waitFor({ state: 'detached' })
  assert.match(page.url(), /search=HAR/)

  const other = await web.openAs({ role: 'system-admin' })
  await other.goto(page.url())
  await other.getByRole('link', { name: 'Harvest' }).waitFor()
  assert.equal(await other.getByRole('link', { name: 'Meadow' }).count(), 0)
  await other.getByLabel('Search by name or slug').fill('harv')
  await other.getByRole('link', { name: 'Harbour' }).waitFor({ state: 'detached' })
  await other.getByLabel('Search by name or slug').press('Enter')
  await other.getByRole('heading', { name: 'Harvest', level: 1 }).waitFor()

  await page.getByLabel('Search by name or slug').fill('nobody')
  await page.getByText('No tenant is called that').waitFor()
})

/** Two windows of people who are about to change the same. */
async function two(tenant: Tenant, path: string): Promise<[Page, Page]> {
  const open = async () => {
    const page = await web.openAs({ role: 'system-admin' })
    await page.goto(`/tenants/${tenant.slug}${path}`)
    return page
  }
  return [await open(), await open()]
}

const OVERTAKEN = 'Somebody changed this meanwhile'

test('of two who change limits the later is told, and loses nothing of the first', {
  skip,
}, async () => {
  const { tenant } = await web.createTenant('limited')
  const [first, second] = await two(tenant, '/limits')
  for (const page of [first, second]) await page.getByRole('button', { name: 'Change' }).click()
  await first.getByLabel('Push burst', { exact: true }).fill('50')
  await first.getByLabel('Push burst', { exact: true }).press('Enter')
  await first.getByRole('button', { name: 'Change' }).waitFor()

  await second.getByLabel('Groups per tenant', { exact: true }).fill('90')
  await second.getByRole('button', { name: 'Save' }).click()
  await second.getByText(OVERTAKEN).waitFor()
  await second.getByRole('button', { name: 'Load it again' }).click()
  await second.getByText(OVERTAKEN).waitFor({ state: 'detached' })
  assert.equal(await second.getByLabel('Push burst', { exact: true }).inputValue(), '50')
  await second.getByLabel('Groups per tenant', { exact: true }).fill('90')
  await second.getByRole('button', { name: 'Save' }).click()
  await second.getByRole('button', { name: 'Change' }).waitFor()

  const { tenant: saved } = await withTenant(web.database.admin, tenant.id, (own) =>
    findLimits(own, tenant.id),
  )
  assert.deepEqual(saved, { pushBurst: 50, maxGroupsPerTenant: 90 })
})

test('of two who change the retention the later is told, and sees what holds', {
  skip,
}, async () => {
  const { tenant } = await web.createTenant('retained')
  const [first, second] = await two(tenant, '/retention')
  const save = async (page: Page, stays: string) => {
    await page.getByLabel('A group stays').fill(stays)
    await page.getByText('goes by this change').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  }
  await second.getByLabel('A group stays').fill('3d')
  await save(first, '20d')
  await first.getByRole('dialog').waitFor({ state: 'detached' })

  await save(second, '30d')
  await second.getByText(OVERTAKEN).waitFor()
  await second.getByRole('button', { name: 'Load it again' }).click()
  await second.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal(await second.getByLabel('A group stays').inputValue(), '20d')
  await save(second, '30d')
  await second.getByText('30d').first().waitFor()
})

test('of two who edit a tenant, or a namespace of it, the later is told and edits what there is then', {
  skip,
}, async () => {
  const { tenant } = await web.createTenant('edited')
  const [first, second] = await two(tenant, '')
  const dialogs = [first, second].map((page) => page.getByRole('dialog'))
  for (const page of [first, second]) {
    await page.getByRole('button', { name: 'What can be done to this tenant' }).click()
    await page.getByRole('menuitem', { name: 'Edit…' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor()
  }
  const [one, other] = dialogs
  assert.ok(one && other)
  await one.getByRole('textbox', { name: 'Name' }).fill('Renamed')
  await one.getByRole('button', { name: 'Save' }).click()
  await one.waitFor({ state: 'detached' })
  await other.getByLabel('Longest life of a key').fill('90d')
  await other.getByRole('button', { name: 'Save' }).click()
  await other.getByText(OVERTAKEN).waitFor()
  await other.getByRole('button', { name: 'Load it again' }).click()
  await other.getByText(OVERTAKEN).waitFor({ state: 'detached' })
  assert.equal(await other.getByRole('textbox', { name: 'Name' }).inputValue(), 'Renamed')
  await other.getByLabel('Longest life of a key').fill('90d')
  await other.getByRole('button', { name: 'Save' }).click()
  await other.waitFor({ state: 'detached' })
  const saved = await findTenantBySlug(web.database.admin, 'edited')
  assert.deepEqual([saved?.name, saved?.maxKeyLife], ['Renamed', '90d'])

  for (const page of [first, second]) {
    await page.goto('/tenants/edited/namespaces')
    await page.getByRole('button', { name: 'What can be done to default' }).click()
    await page.getByRole('menuitem', { name: 'Edit…' }).click()
  }
  await one.getByLabel('Only the writer that made it').check()
  await other.getByLabel('That of their last push').check()
  await one.getByRole('button', { name: 'Save' }).click()
  await one.waitFor({ state: 'detached' })
  await other.getByRole('button', { name: 'Save' }).click()
  await other.getByText(OVERTAKEN).waitFor()
})

test('a dialog is left with Escape, and the focus is where it was', { skip }, async () => {
  const { tenant } = await web.createTenant('keyed')
  const [page] = await two(tenant, '')
  const menu = page.getByRole('button', { name: 'What can be done to this tenant' })
  await menu.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Edit…' }).press('Enter')
  const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name' })
  await name.waitFor()
  await until('the field to have the focus', () => isFocused(name))
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await until('the menu to have the focus', () => isFocused(menu))
})

function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((one) => one === one.ownerDocument.activeElement)
}
