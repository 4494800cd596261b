/**
 * A sorted list in blocks, so that a change costs what one block holds and not what the list holds.
 *
 *     blocks:  [ a b d ]  [ f g h k ]  [ m p ]
 *                 │           │           └ each caches what was rendered from it, until it changes
 *                 └ insert `c`: found by binary search, one block is touched
 */
const MAX_BLOCK_LENGTH = 512

export class Block<T> {
  readonly items: T[]
  /** What was rendered from the items, by format; emptied when they change. */
  readonly rendered = new Map<string, Uint8Array>()

  constructor(items: T[]) {
    this.items = items
  }
}

export class SortedBlocks<T> {
  readonly #compare: (a: T, b: T) => number
  readonly #blocks: Block<T>[] = []
  #size = 0

  /** `compare` is a total order: it gives 0 only for an item and its replacement. */
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

  /** Adds an item, or puts it in place of its equal. */
  set(item: T): void {
    const block = this.#blocks[this.#blockFor(item)] ?? this.#addBlock()
    const at = lowerBound(block.items, (other) => this.#compare(other, item) < 0)
    const found = block.items[at]
    const isThere = found !== undefined && this.#compare(found, item) === 0
    block.items.splice(at, isThere ? 1 : 0, item)
    block.rendered.clear()
    if (!isThere) this.#size++
    if (block.items.length > MAX_BLOCK_LENGTH) this.#split(block)
  }

  /** Removes the equal of an item; false when there is none. */
  delete(item: T): boolean {
    const index = this.#blockFor(item)
    const block = this.#blocks[index]
    if (!block) return false
    const at = lowerBound(block.items, (other) => this.#compare(other, item) < 0)
    const found = block.items[at]
    if (found === undefined || this.#compare(found, item) !== 0) return false
    block.items.splice(at, 1)
    block.rendered.clear()
    if (block.items.length === 0) this.#blocks.splice(index, 1)
    this.#size--
    return true
  }

  /** The last block whose first item is not after this one: the only one where its equal can be. */
  #blockFor(item: T): number {
    const after = lowerBound(this.#blocks, ({ items: [first] }) => {
      return first !== undefined && this.#compare(first, item) <= 0
    })
    return Math.max(0, after - 1)
  }

  #addBlock(): Block<T> {
    const block = new Block<T>([])
    this.#blocks.push(block)
    return block
  }

  #split(block: Block<T>): void {
    const upper = block.items.splice(Math.ceil(block.items.length / 2))
    this.#blocks.splice(this.#blocks.indexOf(block) + 1, 0, new Block(upper))
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
