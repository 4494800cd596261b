/** What any refusal must be, whatever it is of: complete, uncacheable, and without a word too much. */
import assert from 'node:assert/strict'
import type { ProblemCode } from '@postern/domain'
import type { LightMyRequestResponse } from 'fastify'

export interface ExpectedRefusal {
  readonly status: number
  readonly code: ProblemCode
  /** In the words for people. */
  readonly says?: RegExp
}

/** Where a refusal may say more than RFC 9457 has. */
const EXTRA_MEMBERS = new Set(['scope', 'label', 'patterns', 'index', 'errors', 'role'])

const STANDARD_MEMBERS = ['type', 'title', 'status', 'detail', 'instance', 'code']

// Of RFC 6750 section 3.1, by the code of the problem.
const bearerErrors: Partial<Record<ProblemCode, string>> = {
  'credential-invalid': 'invalid_token',
  'scope-insufficient': 'insufficient_scope',
  'role-insufficient': 'insufficient_scope',
  'namespace-forbidden': 'insufficient_scope',
  'label-forbidden': 'insufficient_scope',
}

export interface RefusalOptions {
  /** Whether this app takes Basic, and so offers it. */
  readonly basic: boolean
}

/** Checks an answer that was asked for as JSON. */
export function assertRefused(
  reply: LightMyRequestResponse,
  expected: ExpectedRefusal,
  { basic }: RefusalOptions,
): void {
  assert.equal(reply.statusCode, expected.status, reply.body)
  assertGuarded(reply)
  assertChallenged(reply, expected, basic)
  if (reply.body === '') return
  const { type, title, status, detail, instance, code, ...extra } = reply.json()
  assert.deepEqual(
    [type, status, code],
    [`urn:postern:problem:${expected.code}`, expected.status, expected.code],
  )
  assert.ok(typeof title === 'string' && typeof detail === 'string', STANDARD_MEMBERS.join())
  assert.equal(instance, reply.headers['x-request-id'])
  for (const name of Object.keys(extra)) assert.ok(EXTRA_MEMBERS.has(name), name)
  if (expected.says) assert.match(detail, expected.says)
}

/** No cache keeps it, no browser guesses at it, and nothing names the software. */
function assertGuarded({ headers }: LightMyRequestResponse): void {
  assert.match(String(headers['cache-control']), /\bno-store\b/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  for (const name of [
    'set-cookie',
    'server',
    'x-powered-by',
    'etag',
    'access-control-allow-origin',
  ]) {
    assert.equal(headers[name], undefined, name)
  }
}

function assertChallenged(
  reply: LightMyRequestResponse,
  { status, code }: ExpectedRefusal,
  basic: boolean,
): void {
  const challenges = [reply.headers['www-authenticate'] ?? []].flat()
  if (status !== 401 && status !== 403) return assert.deepEqual(challenges, [])
  assert.equal(challenges.length, basic && status === 401 ? 2 : 1, String(challenges))
  const [bearer = '', other] = challenges
  assert.match(bearer, /^Bearer realm="postern"/)
  const error = /, error="(\w+)"/.exec(bearer)?.[1]
  assert.equal(error, bearerErrors[code], bearer)
  if (other !== undefined) assert.match(other, /^Basic realm="postern"/)
}

// What a fault of ours would look like: a stack, a path, SQL, a driver.
const INTERNALS =
  /\bat \S+ \(|node_modules|\.ts:\d|\/src\/|postgres|kysely|\bselect .* from\b|insert into|SQLSTATE|ECONNREFUSED/i

/** An answer holds nothing of our insides, and none of the words that nobody may hear. */
export function assertDiscreet(
  { headers, body }: Pick<LightMyRequestResponse, 'headers' | 'body'>,
  secrets: readonly string[],
): void {
  const answer = `${JSON.stringify(headers)}\n${body}`
  assert.doesNotMatch(answer, INTERNALS)
  for (const secret of secrets) assert.equal(answer.includes(secret), false, `it says ${secret}`)
}

/** All of an answer that could tell it from another: what differs from request to request is taken out. */
export function comparable({ statusCode, headers, body }: LightMyRequestResponse) {
  const { date: _date, 'x-request-id': id, ...rest } = headers
  return {
    statusCode,
    headers: rest,
    body: id === undefined ? body : body.replaceAll(String(id), ''),
  }
}
