import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as check, nat, property } from 'fast-check'
import { type Block, type Placed, SortedBlocks } from './sorted-blocks.ts'

class Item implements Placed<Item> {
  readonly value: number
  block: Block<Item> | undefined

  constructor(value: number) {
    this.value = value
  }
}

test('items stand sorted and each knows its block, whatever comes and goes', () => {
  const steps = array(nat({ max: 3_000 }), { minLength: 1, maxLength: 5_000, size: 'max' })
  check(
    property(steps, (values) => {
      const list = new SortedBlocks<Item>((a, b) => a.value - b.value)
      const items = new Map<number, Item>()
      // A value that comes again goes.
      for (const value of values) toggle(list, items, value)

      const expected = [...items.keys()].sort((a, b) => a - b)
      assert.deepEqual(
        [...list].map((item) => item.value),
        expected,
      )
      assert.equal(list.size, expected.length)
      assert.ok(list.blocks.every((block) => block.items.length > 0 && block.items.length <= 512))
      assert.ok([...items.values()].every((item) => item.block?.items.includes(item)))
    }),
    { numRuns: 20 },
  )
})

function toggle(list: SortedBlocks<Item>, items: Map<number, Item>, value: number): void {
  const known = items.get(value)
  if (known) {
    list.remove(known)
    items.delete(value)
    return
  }
  const item = new Item(value)
  list.insert(item)
  items.set(value, item)
}

test('what was rendered from a block is forgotten when an item in it changes, and only then', () => {
  const list = new SortedBlocks<Item>((a, b) => a.value - b.value)
  for (let value = 0; value < 1_000; value++) list.insert(new Item(value))
  const [first, second] = list.blocks
  for (const block of list.blocks) block.rendered.set('text', new Uint8Array())

  first?.items[3]?.block?.touch()

  assert.equal(first?.rendered.size, 0)
  assert.equal(second?.rendered.size, 1)
})
