/** The whole of Postern with its web UI, on ports of its own, and a browser before it. */
import { type AdminDeps, createAdmin, makeSetUpLink } from '@postern/admin'
import { createApi } from '@postern/api'
import { systemContext } from '@postern/domain'
import { createLogger } from '@postern/server'
import {
  createPerson,
  type Ending,
  openTestDatabase,
  type Reach,
  type TestDatabase,
  testHasher,
} from '@postern/testkit'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { createTenantWithKeys, type TenantWithKeys } from '../../support/tenant.ts'
import { openBrowser } from './browser.ts'
import { builtPages } from './built-pages.ts'

export interface Web {
  readonly database: TestDatabase
  /** How far Postern is ahead of the machine's time, or behind it. */
  readonly clock: { aheadMs: number }
  readonly apiUrl: string
  readonly adminUrl: string
  readonly browser: Browser
  /** A tenant with its keys. */
  createTenant(slug: string): Promise<TenantWithKeys>
  /** A window of somebody who is signed in; what fails in it fails the test. */
  openAs(reach: Reach, options?: BrowserContextOptions): Promise<Page>
  /** The same for somebody whose session there is already. */
  openWith(cookie: string, options?: BrowserContextOptions): Promise<Page>
  /** A window of a stranger. */
  open(options?: BrowserContextOptions): Promise<Page>
  /** As `postern up` prints it at the first start. */
  setUpLink(): Promise<string>
}

/** What may be otherwise than in most tests: how requests come, and where clients think that the data plane is. */
type WebSettings = Pick<AdminDeps, 'transport' | 'publicUrl'>

export async function startWeb(t: Ending, settings: WebSettings = {}): Promise<Web> {
  const pages = await builtPages()
  const database = await openTestDatabase(t)
  const clock = { aheadMs: 0 }
  const shared = {
    hasher: testHasher,
    clock: () => Date.now() + clock.aheadMs,
    databaseClock: (micros: number) => micros + clock.aheadMs * 1_000,
    logger: createLogger('silent'),
    transport: settings.transport,
  }
  const api = await createApi({ ...shared, db: database.api })
  t.after(() => api.close())
  const listen = { host: '127.0.0.1', port: 0 }
  const apiUrl = await api.listen(listen)
  const { publicUrl = apiUrl } = settings
  const admin = await createAdmin({ ...shared, db: database.admin, publicUrl, web: pages })
  t.after(() => admin.close())
  const adminUrl = await admin.listen(listen)
  const browser = await openBrowser(t)
  const open = (options: BrowserContextOptions = {}) =>
    openPage(browser, { baseURL: adminUrl, ...options })
  const openWith: Web['openWith'] = async (cookie, options) => {
    const page = await open(options)
    await setSession(page.context(), adminUrl, cookie)
    return page
  }
  return {
    database,
    clock,
    apiUrl,
    adminUrl,
    browser,
    createTenant: (slug) => createTenantWithKeys(database, slug),
    open,
    openAs: async (reach, options) => {
      const { headers } = await createPerson(database.admin, reach)
      return openWith(headers.cookie, options)
    },
    openWith,
    setUpLink: async () => {
      const deps = { db: database.admin, hasher: testHasher, adminUrl }
      return (await makeSetUpLink(deps, systemContext(Date.now()))).link
    },
  }
}

/** What every page asks for until it is there; a slow machine is not a fault. */
const LIMIT_MS = 20_000

async function openPage(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(LIMIT_MS)
  return context.newPage()
}

async function setSession(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }])
}
