/** What holds for all pages: nobody is kept out by how they look or how heavy they are. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { noBrowser as skip } from './support/browser.ts'
import { startWeb, type Web } from './support/web.ts'

// The larger half of a second on a slow phone's line; the pages that follow load what they need themselves.
const FIRST_LOAD_BYTES = 250_000

const web: Web = skip ? (undefined as never) : await startWeb(test)

const OF_A_TENANT = [
  '',
  '/namespaces',
  '/credentials',
  '/trust-rules',
  '/groups',
  '/checks',
  '/limits',
  '/retention',
  '/people',
  '/audit',
].map((part) => `/tenants/acme${part}`)

const OF_ALL = ['/', '/tenants', '/accounts', '/signing-keys', '/audit', '/settings']

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page in ${colorScheme} is one that all can read and use`, { skip }, async () => {
    const { pushKey } = await web.createTenant(`acme-${colorScheme}`)
    await push(pushKey)
    const page = await web.openAs({ role: 'system-admin' }, { colorScheme })
    const faults: string[] = []
    for (const path of [...OF_ALL, ...OF_A_TENANT]) {
      await page.goto(path.replace('acme', `acme-${colorScheme}`))
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForLoadState('networkidle')
      faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`))
    }
    assert.deepEqual(faults, [])
  })
}

/** What opens over a page; each from the page that it is on. */
const DIALOGS: readonly (readonly [path: string, open: (page: Page) => Promise<void>])[] = [
  [
    '/credentials',
    async (page) => {
      await press(page, 'New key')
      await page.getByRole('checkbox', { name: /^scrape/ }).check()
      await press(page, 'More: labels, networks, certificates, notes')
      await press(page, 'Add a rule')
    },
  ],
  ['/trust-rules', (page) => press(page, 'New rule')],
  [
    '/checks',
    async (page) => {
      await press(page, 'New check')
      await press(page, 'Add a label')
      await press(page, 'Add a time')
    },
  ],
  [
    '/groups',
    async (page) => {
      await page.getByRole('button', { name: /job=/ }).click()
      await page.getByRole('heading', { name: 'Last pushes' }).waitFor()
    },
  ],
  [
    '/groups',
    async (page) => {
      await press(page, 'Act on all of these…')
      await page.getByRole('menuitem', { name: 'Delete by selector…' }).waitFor()
    },
  ],
  [
    '/groups',
    async (page) => {
      await press(page, 'Act on all of these…')
      await page.getByRole('menuitem', { name: 'Delete by selector…' }).click()
      await page.getByRole('textbox', { name: 'Selector' }).fill('{job="backup"}')
      await page.getByText('1 group with 1 series').waitFor()
    },
  ],
  [
    '/namespaces',
    async (page) => {
      await press(page, 'What can be done to default')
      await page.getByRole('menuitem', { name: 'Edit…' }).click()
      await page.getByRole('radio', { name: /^Only the writer/ }).waitFor()
    },
  ],
  [
    '/namespaces',
    async (page) => {
      await press(page, 'What can be done to default')
      await page.getByRole('menuitem', { name: 'Delete all groups…' }).click()
      await page.getByRole('textbox', { name: /to go on/ }).fill('not the word')
    },
  ],
  [
    '/people',
    async (page) => {
      await press(page, 'Invite somebody')
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Kim')
      await dialog.getByRole('textbox', { name: 'E-mail' }).fill('kim@example.com')
      await press(page, 'Make the link')
      await dialog.getByText('It is not shown again').waitFor()
    },
  ],
  [
    '/retention',
    async (page) => {
      await page.getByLabel('A group stays').fill('2h')
      await page.getByText('goes by this change').waitFor()
      await press(page, 'Save')
      await page.getByRole('dialog').waitFor()
    },
  ],
]

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click()
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every dialog in ${colorScheme} is one that all can read, and fits a phone`, {
    skip,
  }, async () => {
    const slug = `globex-${colorScheme}`
    const { tenant, pushKey } = await web.createTenant(slug)
    await push(pushKey)
    const viewport = { width: 390, height: 844 }
    const page = await web.openAs({ role: 'tenant-admin', tenant }, { colorScheme, viewport })
    const faults: string[] = []
    for (const [path, open] of DIALOGS) {
      await page.goto(`/tenants/${slug}${path}`)
      await open(page)
      faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`))
      const width = await page.evaluate('document.documentElement.scrollWidth')
      if (width !== viewport.width) faults.push(`${path}: ${String(width)} pixels wide`)
    }
    assert.deepEqual(faults, [])
  })
}

test('the first page loads less than 250 kB of script', { skip }, async () => {
  const page = await web.open()
  const sizes: number[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    void response.body().then((body) => sizes.push(gzipSync(body).length))
  })
  await page.goto('/')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.waitForLoadState('networkidle')
  const total = sizes.reduce((sum, size) => sum + size, 0)
  assert.ok(sizes.length > 0 && total < FIRST_LOAD_BYTES, `${total} bytes in ${sizes.length} files`)
})

async function push(key: string): Promise<void> {
  const reply = await fetch(`${web.apiUrl}/metrics/job/backup`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}` },
    body: 'size_bytes 1\n',
  })
  assert.equal(reply.status, 200)
}

const require = createRequire(import.meta.url)

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

/** By the rules of WCAG 2.2 AA that a program can check. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'))
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  const { violations } = await page.evaluate<AxeResult>(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)} })`,
  )
  return violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(', ')}`)
}
