import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Agenda } from './agenda.ts'

interface Item {
  readonly name: number
  dueAt: number
}

const ITEMS = 12

const step = fc.oneof(
  fc.record({
    kind: fc.constant('note' as const),
    item: fc.nat({ max: ITEMS - 1 }),
    dueAt: fc.oneof(fc.nat({ max: 20 }), fc.constant(Number.POSITIVE_INFINITY)),
  }),
  fc.record({ kind: fc.constant('delete' as const), item: fc.nat({ max: ITEMS - 1 }) }),
  fc.record({ kind: fc.constant('take' as const), now: fc.nat({ max: 20 }) }),
)

test('whatever is noted, put off, brought forward and deleted: what is due comes out, the earliest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const items: Item[] = Array.from({ length: ITEMS }, (_, name) => ({ name, dueAt: Infinity }))
      const agenda = new Agenda<Item>(({ dueAt }) => dueAt)
      const noted = new Set<Item>()
      for (const each of steps) {
        if (each.kind === 'take') {
          assert.equal(agenda.due(each.now)?.dueAt, earliest(noted, each.now))
          takeAll(agenda, noted, each.now)
          continue
        }
        const item = items[each.item]
        assert.ok(item)
        if (each.kind === 'delete') {
          agenda.delete(item)
          noted.delete(item)
        } else {
          item.dueAt = each.dueAt
          agenda.note(item)
          noted.add(item)
        }
        assert.equal(agenda.first()?.dueAt, earliest(noted, Number.MAX_VALUE))
      }
    }),
  )
})

function takeAll(agenda: Agenda<Item>, noted: Set<Item>, now: number): void {
  let last = -1
  for (let item = agenda.due(now); item; item = agenda.due(now)) {
    assert.ok(noted.has(item) && item.dueAt >= last)
    last = item.dueAt
    agenda.delete(item)
    noted.delete(item)
  }
  assert.equal(earliest(noted, now), undefined)
}

function earliest(items: ReadonlySet<Item>, now: number): number | undefined {
  const due = [...items].map(({ dueAt }) => dueAt).filter((dueAt) => dueAt <= now)
  return due.length === 0 ? undefined : Math.min(...due)
}

test('those that are due first can be looked at, and stay', () => {
  const agenda = new Agenda<Item>(({ dueAt }) => dueAt)
  const items = [5, 3, Infinity, 9, 1].map((dueAt, name) => ({ name, dueAt }))
  for (const item of items) agenda.note(item)
  const [, last] = items
  if (last) last.dueAt = 7
  const firstOf = (count: number) => agenda.firstOf(count).map(({ dueAt }) => dueAt)
  assert.deepEqual([0, 2, 9, 2].map(firstOf), [[], [1, 5], [1, 5, 7, 9], [1, 5]])
  assert.deepEqual([agenda.size, agenda.first()?.dueAt], [4, 1])
})

test('what is put off again and again stays where it is until it comes to the top', () => {
  let asked = 0
  const agenda = new Agenda<Item>((item) => {
    asked++
    return item.dueAt
  })
  const items = Array.from({ length: 1_000 }, (_, name) => ({ name, dueAt: 100 + name }))
  for (const item of items) agenda.note(item)
  asked = 0
  for (const item of items) {
    item.dueAt += 5_000
    agenda.note(item)
  }
  assert.equal(asked, items.length)
  assert.equal(agenda.due(99), undefined)
  assert.equal(asked, items.length)
  assert.equal(agenda.due(5_099), undefined)
  assert.equal(agenda.due(5_100), items[0])
})
