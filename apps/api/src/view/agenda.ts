/**
 * Which things are due when: a heap that gives out the earliest first.
 *
 * What is due is mostly put off, as a group is with every push. That costs nothing here: an entry keeps its place until
 * it comes to the top, and only then is asked when it is due now.
 */
export class Agenda<T> {
  readonly #dueAt: (item: T) => number
  /** A binary heap by `#times`, which are never later than the truth. */
  readonly #items: T[] = []
  readonly #times: number[] = []
  readonly #places = new Map<T, number>()

  /** `dueAt` may change for an item after `note` only. */
  constructor(dueAt: (item: T) => number) {
    this.#dueAt = dueAt
  }

  get size(): number {
    return this.#items.length
  }

  has(item: T): boolean {
    return this.#places.has(item)
  }

  /** Hears of an item, and of every change to when it is due. One that never is has no entry. */
  note(item: T): void {
    const time = this.#dueAt(item)
    const place = this.#places.get(item)
    if (place !== undefined) {
      if (time < (this.#times[place] ?? 0)) this.#rise(place, item, time)
      return
    }
    if (time === Number.POSITIVE_INFINITY) return
    this.#rise(this.#items.length, item, time)
  }

  delete(item: T): void {
    const place = this.#places.get(item)
    if (place === undefined) return
    this.#places.delete(item)
    const last = this.#items.pop()
    const time = this.#times.pop()
    if (last === undefined || time === undefined || last === item) return
    this.#rise(place, last, time)
    this.#sink(this.#places.get(last) ?? place)
  }

  /** The item that is due first. */
  first(): T | undefined {
    for (;;) {
      const [item] = this.#items
      if (item === undefined) return undefined
      const time = this.#dueAt(item)
      if (time <= (this.#times[0] ?? 0)) return item
      if (time === Number.POSITIVE_INFINITY) {
        this.delete(item)
        continue
      }
      this.#times[0] = time
      this.#sink(0)
    }
  }

  /** Those that are due first, so many at most, in their order. */
  firstOf(count: number): T[] {
    const found: T[] = []
    for (let item = this.first(); item !== undefined; item = this.first()) {
      if (found.length === count) break
      found.push(item)
      this.delete(item)
    }
    for (const item of found) this.note(item)
    return found
  }

  /** The item that is due first, if it is due by then. */
  due(now: number): T | undefined {
    // Before anything is touched: mostly there is nothing.
    if ((this.#times[0] ?? Number.POSITIVE_INFINITY) > now) return undefined
    const item = this.first()
    return item !== undefined && this.#dueAt(item) <= now ? item : undefined
  }

  #rise(from: number, item: T, time: number): void {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      if ((this.#times[parent] ?? 0) <= time) break
      this.#move(parent, place)
      place = parent
    }
    this.#put(place, item, time)
  }

  #sink(from: number): void {
    const item = this.#items[from]
    const time = this.#times[from]
    if (item === undefined || time === undefined) return
    let place = from
    for (;;) {
      const left = 2 * place + 1
      const right = left + 1
      const rightTime = this.#times[right] ?? Number.POSITIVE_INFINITY
      const leftTime = this.#times[left] ?? Number.POSITIVE_INFINITY
      const child = rightTime < leftTime ? right : left
      if (Math.min(leftTime, rightTime) >= time) break
      this.#move(child, place)
      place = child
    }
    this.#put(place, item, time)
  }

  #move(from: number, to: number): void {
    const item = this.#items[from]
    const time = this.#times[from]
    if (item !== undefined && time !== undefined) this.#put(to, item, time)
  }

  #put(place: number, item: T, time: number): void {
    this.#items[place] = item
    this.#times[place] = time
    this.#places.set(item, place)
  }
}
