import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newUuid, Problem } from '@postern/domain'
import { type PageQuery, readPage } from './page.ts'

const rows = Array.from({ length: 3 }, (_, i) => ({ id: newUuid(1_000 + i) }))

const read = (query: PageQuery) =>
  readPage(query, async ({ limit, after = '' }) =>
    rows.filter((row) => row.id > after).slice(0, limit),
  )

test('a cursor leads to what comes after its page', async () => {
  const first = await read({ limit: 2 })
  assert.deepEqual(first.items, rows.slice(0, 2))
  const { nextCursor } = first.next
  assert.ok(nextCursor !== undefined)
  assert.deepEqual(await read({ limit: 2, cursor: nextCursor }), { items: rows.slice(2), next: {} })
})

test('a page that is exactly full is the last one when nothing follows', async () => {
  assert.deepEqual(await read({ limit: 3 }), { items: rows, next: {} })
})

test('a cursor that nobody gave out is refused', async () => {
  for (const cursor of ['', 'x', '='.repeat(22), 'a'.repeat(23)]) {
    await assert.rejects(
      read({ cursor }),
      (error) => error instanceof Problem && error.code === 'request-invalid',
      cursor,
    )
  }
})
