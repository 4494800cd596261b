/** What was pushed: to look through all of it, and to let go of some. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer } from '../support/authorization.ts'
import { noBrowser } from './support/browser.ts'
import { holdMany } from './support/many-groups.ts'
import { startWeb, type Web } from './support/web.ts'

const skip = noBrowser
const web: Web = skip ? (undefined as never) : await startWeb(test)

async function put(key: string, path: string, body: string): Promise<void> {
  const url = `${web.apiUrl}/metrics/job/${path}`
  const reply = await fetch(url, { method: 'PUT', headers: bearer(key), body })
  assert.equal(reply.status, 200, await reply.text())
}

test('100,000 groups are scrolled through from end to end, some dozens of them at a time', {
  skip,
}, async () => {
  const { tenant } = await web.createTenant('crowd')
  await holdMany(web.database, tenant, 100_000)
  const page = await web.openAs({ role: 'tenant-viewer', tenant })
  await page.goto('/tenants/crowd/groups')
  await page.getByText('100,000 groups').waitFor()
  await page.getByText('"000003"').waitFor()
  await page.evaluate('scrollTo(0, document.body.scrollHeight / 2)')
  await page
    .getByText(/"0(?:49|50)\d{3}"/)
    .first()
    .waitFor()
  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await page.getByText('"099999"').waitFor()
  assert.ok((await page.getByRole('listitem').count()) < 200)

  await page.getByLabel('Search by job').fill('shard=~"0123.."')
  await page.getByText('100 groups').waitFor()
  await page.getByRole('button', { name: 'Series' }).click()
  await page.getByText('100 groups').waitFor()
  assert.match(page.url(), /sort=-series/)
})

test('groups are deleted by selector, those that the preview showed and no others', {
  skip,
}, async () => {
  const { tenant, pushKey } = await web.createTenant('tidy')
  for (const zone of ['eu-1', 'eu-2', 'us-1']) await put(pushKey, `etl/zone/${zone}`, 'rows 1\n')
  const page = await web.openAs({ role: 'tenant-operator', tenant })
  await page.goto('/tenants/tidy/groups')
  await page.getByText('3 groups').waitFor()
  await page.getByRole('button', { name: 'Act on all of these…' }).click()
  await page.getByRole('menuitem', { name: 'Delete by selector…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Selector').fill('{zone=~"eu-.*"}')
  await dialog.getByText('2 groups with 2 series').waitFor()
  await dialog.getByText('"eu-2"').waitFor()
  await dialog.getByRole('button', { name: 'Delete 2 groups' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('1 group', { exact: true }).waitFor()
  await page.getByText('"us-1"').waitFor()
})

test('a group is opened, asked about and left with the keyboard alone', { skip }, async () => {
  const { tenant, pushKey } = await web.createTenant('keyed')
  await put(pushKey, 'etl', 'rows 1\n')
  const page = await web.openAs({ role: 'tenant-operator', tenant })
  await page.goto('/tenants/keyed/groups')
  const row = page.getByRole('button', { name: /job=/ })
  const group = page.getByRole('dialog', { name: /job=/ })
  const question = page.getByRole('dialog', { name: 'Delete this group?' })
  await row.focus()
  await page.keyboard.press('Enter')
  await group.getByRole('button', { name: 'Delete' }).focus()
  await page.keyboard.press('Enter')
  await question.waitFor()
  // Escape leaves what is on top, and no more.
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'detached' })
  assert.equal(await group.count(), 1)
  await page.keyboard.press('Escape')
  await group.waitFor({ state: 'detached' })
  await page.waitForFunction("document.activeElement?.textContent?.includes('job=')")
  assert.equal(await row.count(), 1)
})

test('the metrics of a group are shown by their types', { skip }, async () => {
  const { tenant, pushKey } = await web.createTenant('typed')
  await put(
    pushKey,
    'etl',
    `# HELP rows_total Rows that were read.
# TYPE rows_total counter
rows_total 1234567
# TYPE took_seconds histogram
took_seconds_bucket{le="1"} 3
took_seconds_bucket{le="5"} 10
took_seconds_bucket{le="+Inf"} 12
took_seconds_sum 30
took_seconds_count 12
# TYPE lag_seconds summary
lag_seconds{quantile="0.5"} 0.25
lag_seconds_sum 9
lag_seconds_count 3
`,
  )
  const page = await web.openAs({ role: 'tenant-viewer', tenant })
  await page.goto('/tenants/typed/groups')
  await page.getByRole('button', { name: /job=/ }).click()
  const group = page.getByRole('dialog')
  await group.getByText('Rows that were read.').waitFor()
  await group.getByText('1,234,567').waitFor()
  const rows = await group.getByRole('table', { name: 'Buckets' }).getByRole('row').allInnerTexts()
  assert.deepEqual(
    rows.map((row) => row.split(/\s*\n\s*/).filter((part) => part !== '')),
    [
      ['≤ 1', '3'],
      ['≤ 5', '7'],
      ['> 5', '2'],
    ],
  )
  await group.getByRole('cell', { name: '0.25' }).waitFor()
  await group.getByLabel(/taken, \d+ series/).waitFor()
})

test('HELP and labels that are markup and script are shown as the text that they are', {
  skip,
}, async () => {
  const { tenant, pushKey } = await web.createTenant('hostile')
  const markup =
    '<img src=x onerror="window.broken=1"><script>window.broken=1</script>\u202egpj.exe'
  const inLabel = Buffer.from(markup).toString('base64url')
  const quoted = markup.replaceAll('"', String.raw`\"`)
  await put(
    pushKey,
    `evil/note@base64/${inLabel}`,
    `# HELP m ${markup}\n# TYPE m gauge\nm{who="${quoted}"} 1\nm{who="b"} 2\n`,
  )
  const page = await web.openAs({ role: 'tenant-viewer', tenant })
  await page.goto('/tenants/hostile/groups')
  await page.getByText('onerror').first().waitFor()
  await page.getByRole('button', { name: /job=/ }).click()
  const dialog = page.getByRole('dialog')
  // What would turn the text behind it around is written out.
  const shown = markup.replace('\u202e', String.raw`\u202e`)
  await dialog.getByText(shown, { exact: true }).waitFor()
  await dialog
    .getByText(`"${shown.replaceAll('"', String.raw`\"`)}"`)
    .first()
    .waitFor()
  assert.equal(await dialog.getByText('\u202e').count(), 0)
  assert.equal(await page.locator('img').count(), 0)
  assert.equal(await page.evaluate("'broken' in globalThis"), false)
})

test('a shorter retention says how many groups go before it is saved, and takes a confirmation', {
  skip,
}, async () => {
  const { tenant, pushKey } = await web.createTenant('brief')
  web.clock.aheadMs = -3 * 24 * 3_600_000
  await put(pushKey, 'old', 'rows 1\n')
  web.clock.aheadMs = 0
  await put(pushKey, 'new', 'rows 1\n')
  const page = await web.openAs({ role: 'tenant-admin', tenant })
  await page.goto('/tenants/brief/retention')
  await page.getByLabel('A group stays').fill('1d')
  await page.getByText('1 of 2 groups').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('vanish from every scrape at once').waitFor()
  await dialog.getByRole('button', { name: 'Save, and let 1 group go' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Groups' }).click()
  await page.getByText('1 group', { exact: true }).waitFor()
  await page.getByText('"new"').waitFor()
})
