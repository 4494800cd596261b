import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, dictionary, property, string } from 'fast-check'
import { Problem } from './problem.ts'
import { groupingKeyFromLabels, parsePushPath } from './push-path.ts'

const LEGACY = { utf8Names: false }

const read = (path: string, utf8Names = false) =>
  Object.fromEntries(pairs(parsePushPath(path, { utf8Names })))

function pairs(key: readonly string[]): [string, string][] {
  return key.flatMap((name, i) => (i % 2 === 0 ? [[name, key[i + 1] ?? '']] : []))
}

const paths: readonly (readonly [path: string, labels: Record<string, string>])[] = [
  ['/metrics/job/a', { job: 'a' }],
  ['/metrics/job/a/', { job: 'a' }],
  ['/metrics/job/a?job=b&x=y', { job: 'a' }],
  ['/metrics/job/a/x/1/y/2', { job: 'a', x: '1', y: '2' }],
  ['/metrics/job/a/x/1/x/2', { job: 'a', x: '2' }],
  ['/metrics/job/a/job/b', { job: 'a' }],
  ['/metrics/job/a+b', { job: 'a+b' }],
  ['/metrics/job/a%20b/x/%CE%A0', { job: 'a b', x: 'Π' }],
  ['/metrics/job/a/x/1%2Fy/2', { job: 'a', x: '1', y: '2' }],
  ['/%6detrics/j%6fb/a', { job: 'a' }],
  ['/metrics/job@base64/YS9i', { job: 'a/b' }],
  ['/metrics/job/a/x@base64/=', { job: 'a', x: '' }],
  ['/metrics/job/a/x@base64/YQ====', { job: 'a', x: 'a' }],
  ['/metrics/job/a/x@base64/YR', { job: 'a', x: 'a' }],
  ['/metrics/job/a/x@base64/Y%0AQ', { job: 'a', x: 'a' }],
  ['/metrics/job/a/x%40base64/YQ', { job: 'a', x: 'a' }],
  ['/ns/payments/metrics/job/a/x/1', { job: 'a', x: '1' }],
  ['/metrics/job/a/x/metrics', { job: 'a', x: 'metrics' }],
]

for (const [path, labels] of paths) {
  test(`${path} names the group ${JSON.stringify(labels)}`, () => {
    assert.deepEqual(read(path), labels)
  })
}

const refusals: readonly (readonly [path: string, reason: RegExp])[] = [
  ['/metrics/job/a/x', /^odd number of components in label string "\/x"$/],
  ['/metrics/job/a/x/y/', /^odd number of components/],
  ['/metrics/job/a/1x/y', /^improper label name "1x"$/],
  ['/metrics/job/a/__x/y', /^improper label name/],
  ['/metrics/job/a/__proto__/y', /^improper label name/],
  ['/metrics/job/a/@base64/YQ', /^improper label name ""$/],
  ['/metrics/job/a/x@base64@base64/YQ', /^improper label name/],
  [
    '/metrics/job/a/x@base64/%21',
    /^invalid base64 encoding for label x="!": illegal base64 data at input byte 0$/,
  ],
  ['/metrics/job/a/x@base64/a+b', /^invalid base64 encoding for label x=/],
  ['/metrics/job@base64/A', /^invalid base64 encoding in job name ""/],
  ['/metrics/job@base64/=', /^job name is required$/],
  ['/metrics/job@base64/_w', /not valid UTF-8/],
  ['/metrics/job/%ff', /not valid UTF-8/],
  ['/metrics/job/a%zz', /broken percent escape/],
  ['/metrics/job/a/x//y/z', /does not survive/],
  ['/metrics/job/a/x/..', /does not survive/],
  ['/metrics/job/a//b', /does not survive/],
  ['/metrics/job/', /does not survive/],
]

for (const [path, reason] of refusals) {
  test(`${path} is refused: ${reason.source}`, () => {
    assert.throws(
      () => read(path),
      (error) =>
        error instanceof Problem && error.code === 'path-malformed' && reason.test(error.message),
    )
  })
}

test('names of any UTF-8 are taken where the tenant takes them, and decoded before they are judged', () => {
  assert.deepEqual(read('/metrics/job/a/U__my_2e_label/1', true), { job: 'a', 'my.label': '1' })
  assert.deepEqual(read('/metrics/job/a/my.label/1', true), { job: 'a', 'my.label': '1' })
  assert.deepEqual(read('/metrics/job/a/U__job/other', true), { job: 'a' })
  assert.throws(() => read('/metrics/job/a/U______x/1', true), /improper label name/)
})

test('the same labels are the same group, by path in base64 and by name', () => {
  const label = string({ minLength: 1, maxLength: 5 }).map(
    (text) => `l_${Buffer.from(text).toString('hex')}`,
  )
  check(
    property(dictionary(label, string()), string({ minLength: 1 }), (labels, job) => {
      const all = { ...labels, job }
      const encode = (text: string) => Buffer.from(text).toString('base64url') || '='
      const path = Object.entries(labels).map(([name, value]) => `/${name}@base64/${encode(value)}`)
      const byPath = parsePushPath(`/metrics/job@base64/${encode(job)}${path.join('')}`, LEGACY)
      assert.deepEqual(byPath, groupingKeyFromLabels(all, LEGACY))
    }),
  )
})

test('labels without a job, and values that are no Unicode, are refused', () => {
  assert.throws(() => groupingKeyFromLabels({ x: '1' }, LEGACY), /job name is required/)
  assert.throws(() => groupingKeyFromLabels({ job: '\ud800' }, LEGACY), /not valid Unicode/)
})

test('no path takes long to read, however it is made', () => {
  const count = 60_000
  const startedMs = performance.now()
  for (const path of [
    `/metrics/job@base64/${'='.repeat(2 * count)}x`,
    `/metrics/job/a/b@base64/${'='.repeat(2 * count)}x`,
    `/metrics/job/a${'/b/1'.repeat(count / 2)}`,
    `/metrics/job/a${'/@base64/'.repeat(count / 10)}`,
    `/metrics/job/a/U__${'_2e_'.repeat(count / 2)}/1`,
    `/metrics/job/a/U__${'_'.repeat(2 * count)}/1`,
    `/metrics/job/${'%25'.repeat(count / 2)}`,
    `/ns/${'a'.repeat(count)}${'/metrics'.repeat(count / 10)}`,
  ]) {
    for (const utf8Names of [false, true]) {
      try {
        parsePushPath(path, { utf8Names })
      } catch (error) {
        assert.ok(error instanceof Problem, path.slice(0, 40))
      }
    }
  }
  assert.ok(performance.now() - startedMs < 2_000)
})
