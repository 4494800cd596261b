/**
 * `npm run screenshots`: makes `docs/images` anew, of a Postern on a real Postgres with a year behind it. It runs as the
 * tests do, for their database; what it needs of a page and does not find there fails it.
 */
import { test } from 'node:test'
import { signInPerson } from '@postern/testkit'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { startWeb, type Web } from '../browser/support/web.ts'
import { until } from '../support/until.ts'
import type { Actor } from './act.ts'
import { type Cast, SLUG } from './cast.ts'
import { takePicture } from './picture.ts'
import { buildWorld } from './world.ts'

const WIDE = { width: 1440, height: 900 }
const TALL = { viewport: { ...WIDE, height: 1_030 } }
const PHONE = { width: 390, height: 844 }

// What is counted is written once a minute.
const COUNTED_MS = 90_000

test('the pictures of the documents are made', async (t) => {
  const web = await startWeb(t, {
    transport: { trust: { hops: 1 } },
    publicUrl: 'https://push.example.com',
  })
  const cast = await buildWorld(web)
  await untilCounted(web)
  const open = async (path: string, options: BrowserContextOptions = {}) => {
    const page = await openAs(web, cast.ada, options)
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    return page
  }
  await pictureOverview(open)
  await pictureTenant(open)
  await pictureKeys(open, cast)
  await pictureGroups(open)
  // To the tenant's own people metrics are open.
  await pictureGroup(await openAs(web, cast.sam, TALL))
})

type Open = (path: string, options?: BrowserContextOptions) => Promise<Page>

async function openAs(
  web: Web,
  { account, address }: Actor,
  options: BrowserContextOptions,
): Promise<Page> {
  const { headers } = await signInPerson(web.database.admin, account)
  return web.openWith(headers.cookie, {
    viewport: WIDE,
    timezoneId: 'UTC',
    locale: 'en-GB',
    extraHTTPHeaders: { 'x-forwarded-for': address },
    ...options,
  })
}

/** Last uses and totals, which overview and keys show. */
async function untilCounted({ database }: Web): Promise<void> {
  const isThere = async () => {
    const held = await database.admin
      .selectFrom('tenant_totals')
      .innerJoin('tenants', 'tenants.id', 'tenant_totals.tenant_id')
      .select('series')
      .where('slug', '=', SLUG)
      .executeTakeFirst()
    return (held?.series ?? 0) > 0
  }
  await until('what jobs pushed to be counted', isThere, COUNTED_MS)
}

async function pictureOverview(open: Open): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open('/', { ...TALL, colorScheme })
    await page.getByRole('heading', { name: 'Largest tenants' }).waitFor()
    await takePicture(page, `overview-${colorScheme}`)
  }
}

async function pictureTenant(open: Open): Promise<void> {
  const summary = await open(`/tenants/${SLUG}`, TALL)
  await summary.getByText('Series held').waitFor()
  await takePicture(summary, 'tenant')
  const checks = await open(`/tenants/${SLUG}/checks`, TALL)
  await checks.getByRole('heading', { name: 'backup-db3' }).waitFor()
  await takePicture(checks, 'checks')
  const audit = await open(`/tenants/${SLUG}/audit`)
  await audit.getByRole('row').nth(3).waitFor()
  await takePicture(audit, 'audit')
}

async function pictureKeys(open: Open, { keys }: Cast): Promise<void> {
  const page = await open(`/tenants/${SLUG}/credentials`)
  await page.getByText('Nightly backups').waitFor()
  await takePicture(page, 'credentials')

  await page.goto(`/tenants/${SLUG}/credentials/${keys.get('etl')?.id}`)
  await page.getByText('The old key still works for').waitFor()
  await takePicture(page, 'rotation')

  await page.goto(`/tenants/${SLUG}/credentials`)
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Invoice run')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await dialog.getByText('It is not shown again').waitFor()
  await takePicture(page, 'new-key')
}

async function pictureGroups(open: Open): Promise<void> {
  const page = await open(`/tenants/${SLUG}/groups?sort=-pushedAt`)
  await page.getByRole('listitem').nth(5).waitFor()
  await takePicture(page, 'groups')

  const phone = await open(`/tenants/${SLUG}/groups`, { viewport: PHONE, colorScheme: 'dark' })
  await phone.getByRole('listitem').nth(3).waitFor()
  await takePicture(phone, 'groups-phone')
}

async function pictureGroup(page: Page): Promise<void> {
  await page.goto(`/tenants/${SLUG}/groups?match=job%3D%22backup%22`)
  await page.getByRole('button', { name: /"db1"/ }).click()
  await page.getByRole('dialog').getByRole('table', { name: 'Buckets' }).waitFor()
  await takePicture(page, 'group')
}
