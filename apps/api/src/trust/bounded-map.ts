/** A map that forgets what was used longest ago when it holds too much. */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>()
  readonly #maxSize: number

  constructor(maxSize: number) {
    this.#maxSize = maxSize
  }

  get size(): number {
    return this.#map.size
  }

  /** The value of a key, if there is one; to look at it is no use of it. */
  peek(key: K): V | undefined {
    return this.#map.get(key)
  }

  /** The value of a key, made when there is none. */
  use(key: K, make: () => V): V {
    const value = this.#map.get(key) ?? make()
    // Maps keep the order of insertion, so the first key is the one that was used longest ago.
    this.#map.delete(key)
    this.#map.set(key, value)
    for (const oldest of this.#map.keys()) {
      if (this.#map.size <= this.#maxSize) break
      this.#map.delete(oldest)
    }
    return value
  }
}
