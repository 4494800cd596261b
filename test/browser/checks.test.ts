/** A job that is watched, from the form to its first run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer } from '../support/authorization.ts'
import { noBrowser } from './support/browser.ts'
import { startWeb, type Web } from './support/web.ts'

const skip = noBrowser
const web: Web = skip ? (undefined as never) : await startWeb(test)

async function push(key: string, path: string): Promise<void> {
  const url = `${web.apiUrl}/metrics/job/${path}`
  const reply = await fetch(url, { method: 'PUT', headers: bearer(key), body: 'rows 1\n' })
  assert.equal(reply.status, 200, await reply.text())
}

test('a job is watched with all that a check can be told, and its first run shows by itself', {
  skip,
}, async () => {
  const { tenant, pushKey } = await web.createTenant('watch')
  const page = await web.openAs({ role: 'tenant-operator', tenant })
  await page.goto('/tenants/watch/checks')
  await page.getByRole('button', { name: 'Watch a job' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('etl')
  await dialog.getByRole('button', { name: 'Add a label' }).click()
  await dialog.getByRole('textbox', { name: 'Label', exact: true }).fill('zone')
  await dialog.getByRole('textbox', { name: 'Value' }).fill('eu, west')
  await dialog.getByRole('textbox', { name: 'Every' }).fill('6h')
  await dialog.getByRole('textbox', { name: 'Failures before it is down' }).fill('3')
  await dialog.getByRole('textbox', { name: 'Runs in each period' }).fill('2')
  await dialog.getByRole('button', { name: 'Add a time' }).click()
  await dialog.getByRole('textbox', { name: 'To', exact: true }).fill('25:00')
  await dialog.getByRole('button', { name: 'Watch the job' }).click()
  await dialog.getByText('Each needs a day, and times such as 18:30 up to 24:00').waitFor()
  await dialog.getByRole('textbox', { name: 'To', exact: true }).fill('24:00')
  await dialog.getByRole('button', { name: 'Watch the job' }).click()
  await dialog.waitFor({ state: 'detached' })

  await page.getByText('2 times every 6h, except Sat, Sun').waitFor()
  await page.getByText('"eu, west"').waitFor()
  await page.getByText('No run yet').waitFor()
  // What is opened and saved again is as it was.
  await page.getByRole('button', { name: 'What can be done to etl' }).click()
  await page.getByRole('menuitem', { name: 'Edit…' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  const { checks } = await (await page.request.get('/api/v1/tenants/watch/checks')).json()
  const [{ labels, failuresBeforeDown, minimumRuns, skipWindows }] = checks
  assert.deepEqual(
    { labels, failuresBeforeDown, minimumRuns, skipWindows },
    {
      labels: { zone: 'eu, west' },
      failuresBeforeDown: 3,
      minimumRuns: 2,
      skipWindows: [{ days: ['sun', 'sat'], from: '00:00', to: '24:00' }],
    },
  )

  await push(pushKey, `etl/zone/${encodeURIComponent('us')}`)
  await push(pushKey, `etl/zone/${encodeURIComponent('eu, west')}`)
  await page.getByRole('listitem').filter({ hasText: 'success' }).waitFor()
  assert.equal(await page.getByRole('list', { name: 'Last runs' }).getByRole('listitem').count(), 1)
})
