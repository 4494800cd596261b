/** For tests: a browser in which somebody signs in, and the authenticator app on their phone. */
import assert from 'node:assert/strict'
import type * as contract from '@postern/contract'
import { type ActContext, systemContext } from '@postern/domain'
import { testHasher } from '@postern/testkit'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { totpCode, totpStep } from './sign-in/totp.ts'
import type { TestAdmin } from './test-admin.ts'
import { makeSetUpLink } from './welcome/make-link.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface BrowserAnswer {
  readonly status: number
  readonly headers: LightMyRequestResponse['headers']
  readonly body: BrowserBody
}

/** What any answer may hold; a test reads what its own must hold. */
interface BrowserBody extends contract.Whoami {
  readonly code: string
  readonly detail: string
  readonly role: contract.Whoami['role']
  readonly totp: contract.Totp
  readonly secret: string
  readonly uri: string
  readonly recoveryCodes: readonly string[]
  readonly left: number
  readonly account: contract.Account
  readonly accounts: readonly contract.Account[]
  readonly operatorKey: contract.OperatorKey
  readonly operatorKeys: readonly contract.OperatorKey[]
  readonly sessions: readonly contract.Session[]
  readonly tenants: readonly contract.Tenant[]
  readonly events: readonly contract.AuditEvent[]
  readonly link: string
  readonly nextCursor?: string
  readonly errors: readonly { in: string; pointer: string; detail: string }[]
}

/** Keeps cookies as browsers do, and says with each request that it comes from a page of the app. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #app: FastifyInstance
  readonly #address: string

  constructor(app: FastifyInstance, address = '192.0.2.1') {
    this.#app = app
    this.#address = address
  }

  async call(
    method: Method,
    url: string,
    body?: object,
    headers: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<BrowserAnswer> {
    const request: InjectOptions = {
      method,
      url,
      remoteAddress: this.#address,
      headers: { ...headers, ...this.cookieHeader() },
      ...(body === undefined ? {} : { payload: body }),
    }
    const reply = await this.#app.inject(request)
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) this.#keep(line)
    const { statusCode: status, headers: answered } = reply
    return {
      status,
      headers: answered,
      body: reply.body === '' ? undefined : JSON.parse(reply.body),
    }
  }

  cookieHeader(): Record<string, string> {
    const pairs = Array.from(this.cookies, ([name, value]) => `${name}=${value}`)
    return pairs.length === 0 ? {} : { cookie: pairs.join('; ') }
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/;\s*Max-Age=0\b/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

/** The app on a person's phone. */
export class Phone {
  readonly #secret: Buffer
  readonly #clock: { readonly nowMs: number }

  constructor(base32: string, clock: { readonly nowMs: number }) {
    this.#secret = fromBase32(base32)
    this.#clock = clock
  }

  /** What it shows, so many half minutes later. */
  code(later = 0): string {
    return totpCode(this.#secret, totpStep(this.#clock.nowMs) + later)
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (character) =>
    ALPHABET.indexOf(character).toString(2).padStart(5, '0'),
  ).join('')
  const bytes = bits.match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
}

export const PASSWORD = 'three green boats'

export interface SignedUp {
  readonly browser: Browser
  readonly phone: Phone
  readonly email: string
  readonly recoveryCodes: readonly string[]
}

/** Takes up a link as its page does. */
export async function takeUp(
  { app, clock }: Pick<TestAdmin, 'app' | 'clock'>,
  link: string,
  email?: string,
): Promise<SignedUp> {
  const browser = new Browser(app)
  const token = tokenOf(link)
  const { body: welcome } = await browser.call('POST', '/api/v1/welcome', { token })
  const phone = new Phone(welcome.totp.secret, clock)
  const own = email === undefined ? {} : { email, name: 'Ada' }
  const draft = { token, ...own, password: PASSWORD, code: phone.code() }
  const { status, body } = await browser.call('POST', '/api/v1/welcome/accept', draft)
  assert.equal(status, 201, JSON.stringify(body))
  return { browser, phone, email: body.email ?? '', recoveryCodes: body.recoveryCodes }
}

export function tokenOf(link: string): string {
  return new URL(link).hash.slice(1)
}

/** A set-up link, as `postern up` prints it. */
export async function setUpLink(
  { admin, clock }: Pick<TestAdmin, 'admin' | 'clock'>,
  context: ActContext = systemContext(clock.nowMs),
): Promise<string> {
  const adminUrl = 'http://admin.test'
  return (await makeSetUpLink({ db: admin, hasher: testHasher, adminUrl }, context)).link
}

/** The first person, a system admin who has just signed in. */
export async function setUp(admin: TestAdmin, email = 'ada@example.com'): Promise<SignedUp> {
  return takeUp(admin, await setUpLink(admin), email)
}
