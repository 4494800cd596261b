/** Random calls of the data plane, as many kinds of them as there are. */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'

export interface Call {
  /** Which of the caller's credentials, by number. */
  readonly credential: number
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string | Buffer
  /** How much later than the call before. */
  readonly afterMs: number
  /** Asks whether what was got last has changed. */
  readonly ifChanged: boolean
}

/** How many credentials a caller has. */
export const CREDENTIALS = 5

/** Stands for a word of the caller's own in what is sent. */
export const WORD = 'WORD'

// Few of each, so that calls meet.
const namespaces = fc.constantFrom('', '', '/ns/blue', '/ns/default', '/ns/never')
const groups = fc.constantFrom(
  '/job/backup',
  '/job/backup/zone/eu',
  '/job/b/zone@base64/ZXU',
  '/job@base64/YmFja3Vw',
  '/job/a/__proto__/x',
  '/job/a/constructor/x',
  '/job/a/namespace/blue',
  '/job/a/odd',
)
const selectors = fc.constantFrom(
  '{job="backup"}',
  '{job=~".*"}',
  '{zone!=""}',
  '{job="never"}',
  '{constructor="x"}',
  '{',
)
const bodies = fc.constantFrom(
  '',
  'm 1\n',
  `m{word="${WORD}"} 2\n`,
  `# HELP m ${WORD}\n# TYPE m counter\nm 3\n`,
  '# TYPE m gauge\nm 3\n',
  '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
  '# TYPE c counter\nc_total 1 # {trace_id="x"} 1\n# EOF\n',
  '__proto__ 1\nconstructor{toString="x"} 1\n',
  'm 1 1700000000\n',
  'm{',
  'push_time_seconds 1\n',
)

const accepts = fc.constantFrom(
  undefined,
  'application/json',
  'text/plain;version=0.0.4',
  'text/plain;version=1.0.0;escaping=allow-utf-8',
  'application/openmetrics-text;version=1.0.0',
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text',
  'application/problem+json',
)

type Part = Omit<Call, 'credential' | 'afterMs' | 'ifChanged'>

const push: fc.Arbitrary<Part> = fc
  .record({
    method: fc.constantFrom('PUT', 'POST'),
    namespace: namespaces,
    group: groups,
    body: bodies,
    encoding: fc.constantFrom('', '', 'gzip', 'zstd', 'snappy'),
    dryRun: fc.constantFrom('', '', '?dry_run=true', '?dry_run=maybe'),
    ttl: fc.constantFrom(undefined, undefined, '1h', '30s', 'never', '0'),
    accept: accepts,
  })
  .map(({ method, namespace, group, body, encoding, dryRun, ttl, accept }) => ({
    method,
    url: `${namespace}/metrics${group}${dryRun}`,
    headers: {
      ...(encoding && { 'content-encoding': encoding }),
      ...(ttl !== undefined && { 'postern-ttl': ttl }),
      ...(accept !== undefined && { accept }),
    },
    payload: encoded(body, encoding),
  }))

/** Who says snappy sends none here, which is refused; what is compressed holds no word of whoever sends it. */
function encoded(body: string, encoding: string): string | Buffer {
  if (encoding === 'gzip') return gzipSync(body)
  return encoding === 'zstd' ? zstdCompressSync(body) : body
}

const remove: fc.Arbitrary<Part> = fc
  .record({ namespace: namespaces, group: groups })
  .map(({ namespace, group }) => ({
    method: 'DELETE',
    url: `${namespace}/metrics${group}`,
    headers: {},
  }))

const batch: fc.Arbitrary<Part> = fc
  .record({
    partial: fc.constantFrom('', '?partial=true'),
    pushes: fc.array(
      fc.record({
        namespace: fc.constantFrom('default', 'blue', 'never'),
        labels: fc.constantFrom({ job: 'backup' }, { job: 'b', zone: 'eu' }, { zone: 'eu' }),
        body: bodies,
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ partial, pushes }) => ({
    method: 'POST',
    url: `/api/v1/pushes${partial}`,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ pushes }),
  }))

const bring: fc.Arbitrary<Part> = fc
  .record({
    namespace: fc.constantFrom('default', 'blue', 'never'),
    labels: fc.constantFrom({ job: 'backup' }, { job: 'b', zone: 'eu' }, { zone: 'eu' }),
    pushedAt: fc.constantFrom('2001-01-01T00:00:00Z', '2999-01-01T00:00:00Z', 'never'),
    text: bodies,
  })
  .map(({ text, ...group }) => ({
    method: 'POST',
    url: '/api/v1/groups/import',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ groups: [{ ...group, contents: [{ text }] }] }),
  }))

const scrape: fc.Arbitrary<Part> = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'HEAD'),
    namespace: namespaces,
    accept: accepts,
    encoding: fc.constantFrom(undefined, 'gzip', 'zstd', 'gzip;q=0, identity'),
  })
  .map(({ method, namespace, accept, encoding }) => ({
    method,
    url: `${namespace}/metrics`,
    headers: {
      ...(accept !== undefined && { accept }),
      ...(encoding !== undefined && { 'accept-encoding': encoding }),
    },
  }))

const ask: fc.Arbitrary<Part> = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'OPTIONS'),
    path: fc.constantFrom(
      '/api/v1/metrics',
      '/api/v1/metrics?limit=1',
      '/api/v1/status',
      '/api/v1/whoami',
      '/api/v1/usage',
      '/api/v1/checks',
      '/api/v1/sd',
      '/api/v1/groups',
      '/api/v1/groups?sort=-pushedAt&limit=1',
      '/api/v1/groups?namespace=never',
      '/-/ready',
      '/nowhere',
    ),
  })
  .map(({ method, path }) => ({ method, url: path, headers: {} }))

const select: fc.Arbitrary<Part> = fc
  .record({
    method: fc.constantFrom('GET', 'DELETE'),
    selector: selectors,
    dryRun: fc.constantFrom('', '&dry_run=true'),
  })
  .map(({ method, selector, dryRun }) => ({
    method,
    url: `/api/v1/groups?match[]=${encodeURIComponent(selector)}${method === 'GET' ? '' : dryRun}`,
    headers: {},
  }))

const ping: fc.Arbitrary<Part> = fc
  .record({
    namespace: namespaces,
    name: fc.constantFrom('backup', 'constructor', 'never'),
    outcome: fc.constantFrom('start', 'success', 'fail', 'exit/3', 'exit/x'),
    create: fc.constantFrom('', '?create=1'),
  })
  .map(({ namespace, name, outcome, create }) => ({
    method: 'POST',
    url: `${namespace}/checks/${name}/${outcome}${create}`,
    headers: {},
  }))

const wipe: fc.Arbitrary<Part> = fc.constant({
  method: 'PUT',
  url: '/api/v1/admin/wipe',
  headers: {},
})

const token: fc.Arbitrary<Part> = fc
  .constantFrom('', '&scope=push', '&scope=manage', '&grant_type=password')
  .map((more) => ({
    method: 'POST',
    url: '/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `grant_type=client_credentials${more}`,
  }))

export const call: fc.Arbitrary<Call> = fc
  .record({
    part: fc.oneof(
      { weight: 12, arbitrary: push },
      { weight: 3, arbitrary: remove },
      { weight: 3, arbitrary: batch },
      { weight: 2, arbitrary: bring },
      { weight: 8, arbitrary: scrape },
      { weight: 6, arbitrary: ask },
      { weight: 3, arbitrary: select },
      { weight: 3, arbitrary: ping },
      { weight: 1, arbitrary: wipe },
      { weight: 1, arbitrary: token },
    ),
    // The first may do everything.
    credential: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4),
    afterMs: fc.constantFrom(0, 0, 1, 1_000, 61_000, 3_600_000),
    ifChanged: fc.boolean(),
  })
  .map(({ part, ...rest }) => ({ ...part, ...rest }))
