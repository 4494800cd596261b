import assert from 'node:assert/strict'
import test from 'node:test'
import * as contract from '@postern/contract'
import { startGateway } from './support/gateway.ts'
import { tableRows } from './support/markdown.ts'
import { type Page, page } from './support/pages.ts'

test('the page of the admin API has every call of the contract, and no other', () => {
  const calls = Object.values(contract).flatMap((each: unknown) =>
    isEndpoint(each) ? [`${each.method} ${each.url}`] : [],
  )
  const documented = callsOn(page('docs/reference/admin-api.md')).filter((call) =>
    call.includes(' /api/'),
  )
  assert.deepEqual(documented.toSorted(), calls.toSorted())
})

test('the page of the data plane has every call that OpenAPI describes, and none that does not exist', async (t) => {
  const { POSTERN_URL } = await startGateway(t)
  const { paths }: { paths: Record<string, object> } = JSON.parse(
    await (await fetch(`${POSTERN_URL}/openapi.json`)).text(),
  )
  const described = Object.entries(paths)
    // The same calls, in front of a namespace and by another spelling of the job: one sentence each.
    .filter(([path]) => !path.startsWith('/ns/') && !path.includes('/job@base64/'))
    .flatMap(([path, calls]) =>
      Object.keys(calls).map((method) => `${method.toUpperCase()} ${plain(path)}`),
    )
  const documented = callsOn(page('docs/reference/data-plane-api.md'))
  assert.deepEqual(described.filter((call) => !documented.includes(call)).toSorted(), [])
  for (const call of documented) {
    const [method = '', path = ''] = call.split(' ')
    const url = new URL(path.replace(/<job>$/, 'x'), POSTERN_URL)
    const answer = await fetch(url, { method: 'OPTIONS' })
    const allowed = answer.headers.get('allow') ?? ''
    if (answer.status !== 401)
      assert.ok(allowed.split(', ').includes(method), `${call}: ${allowed}`)
  }
})

function isEndpoint(value: unknown): value is { method: string; url: string } {
  return typeof value === 'object' && value !== null && 'method' in value && 'url' in value
}

/** `GET /path` in the first cell of a row, alone or several with commas. */
function callsOn({ prose }: Page): string[] {
  return tableRows(prose).flatMap(([first = '']) =>
    Array.from(
      first.matchAll(/(GET|PUT|POST|PATCH|DELETE) (\/[^`,\]]*)/g),
      ([, method, path = '']) => `${method} ${plain(path)}`.trim(),
    ),
  )
}

/** The grouping key is written in several ways; it is the same address. */
function plain(path: string): string {
  return path.replace(/^(\/(?:metrics|api\/v1\/pushes)\/job)\/.*$/, '$1/<job>')
}
