/** Who did what, as the page tells it. */
import { test } from 'node:test'
import { updateAccount } from '@postern/store'
import { createPerson } from '@postern/testkit'
import { noBrowser } from './support/browser.ts'
import { startWeb, type Web } from './support/web.ts'

const skip = noBrowser
const web: Web = skip ? (undefined as never) : await startWeb(test)

test('the audit names who acted, and shows what one of them did alone', { skip }, async () => {
  const { tenant } = await web.createTenant('told')
  const ada = await createPerson(web.database.admin, { role: 'tenant-admin', tenant })
  await updateAccount(web.database.admin, { ...ada.account, name: 'Ada Lovelace' })
  const hers = await web.openWith(ada.headers.cookie)
  await hers.goto('/tenants/told/namespaces')
  await hers.getByRole('button', { name: 'New namespace' }).first().click()
  await hers.getByRole('textbox', { name: 'Name' }).fill('team-a')
  await hers.getByRole('button', { name: 'Make the namespace' }).click()
  await hers.getByRole('dialog').waitFor({ state: 'detached' })

  const page = await web.openAs({ role: 'tenant-operator', tenant })
  await page.goto('/tenants/told/credentials')
  await page.getByRole('link', { name: 'for tests: push, delete' }).click()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('revoked', { exact: true }).waitFor()

  await page.goto('/tenants/told/audit')
  await page.getByRole('row', { name: /Revoke credential.*you/ }).waitFor()
  await page.getByRole('button', { name: 'Ada Lovelace' }).click()
  await page.getByRole('button', { name: 'By Ada Lovelace' }).waitFor()
  await page.getByRole('row', { name: /Create namespace.*Ada Lovelace.*team-a/ }).waitFor()
  await page.getByRole('row', { name: /Revoke credential/ }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Create namespace' }).click()
  await page.getByText(ada.account.id, { exact: true }).waitFor()
})
