/**
 * A sorted list in blocks, so that a change costs what one block holds and not what the list holds.
 *
 *     blocks:  [ a b d ]  [ f g h k ]  [ m p ]
 *                 │           │           └ each caches what was rendered from it, until it changes
 *                 └ insert `c`: found by binary search, one block is touched
 */

// After a change a whole block is rendered anew. With 64, one group of a thousand costs a scrape in protobuf a tenth of
// what it does with 512; less makes the list of blocks long for nothing.
const MAX_BLOCK_LENGTH = 64

export class Block<T> {
  readonly items: T[]
  /** What was rendered from the items, by format; emptied when one of them changes. */
  readonly rendered = new Map<string, Uint8Array>()

  constructor(items: T[]) {
    this.items = items
  }

  touch(): void {
    if (this.rendered.size > 0) this.rendered.clear()
  }
}

/** What can be in such a list: it knows its block, so that a change of its content needs no search. */
export interface Placed<T> {
  block: Block<T> | undefined
}

export class SortedBlocks<T extends Placed<T>> {
  readonly #compare: (a: T, b: T) => number
  readonly #blocks: Block<T>[] = []
  #size = 0

  /** `compare` is a total order: 0 for an item and itself only. */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#size
  }

  get blocks(): readonly Block<T>[] {
    return this.#blocks
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const block of this.#blocks) yield* block.items
  }

  /** The item must not be in a list yet. */
  insert(item: T): void {
    const block = this.#blockFor(item)
    block.items.splice(this.#placeIn(block, item), 0, item)
    item.block = block
    block.touch()
    this.#size++
    if (block.items.length > MAX_BLOCK_LENGTH) this.#split(block)
  }

  /** The item must be in this list. */
  remove(item: T): void {
    const { block } = item
    if (!block) return
    block.items.splice(this.#placeIn(block, item), 1)
    item.block = undefined
    block.touch()
    this.#size--
    if (block.items.length === 0) this.#blocks.splice(this.#blocks.indexOf(block), 1)
  }

  #placeIn(block: Block<T>, item: T): number {
    return lowerBound(block.items, (other) => this.#compare(other, item) < 0)
  }

  /** The last block whose first item is not after this one. */
  #blockFor(item: T): Block<T> {
    const after = lowerBound(this.#blocks, ({ items: [first] }) => {
      return first !== undefined && this.#compare(first, item) <= 0
    })
    const known = this.#blocks[Math.max(0, after - 1)]
    if (known) return known
    const block = new Block<T>([])
    this.#blocks.push(block)
    return block
  }

  #split(block: Block<T>): void {
    const upper = new Block(block.items.splice(Math.ceil(block.items.length / 2)))
    for (const item of upper.items) item.block = upper
    this.#blocks.splice(this.#blocks.indexOf(block) + 1, 0, upper)
  }
}

/** The first index at which `isBefore` no longer holds; it holds for a prefix of the list. */
function lowerBound<T>(list: readonly T[], isBefore: (item: T) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = list[middle]
    if (item !== undefined && isBefore(item)) low = middle + 1
    else high = middle
  }
  return low
}
