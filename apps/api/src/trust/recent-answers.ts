import { BoundedMap } from './bounded-map.ts'

interface Entry<V> {
  answer: { readonly value: V } | undefined
  /** When the question was asked whose answer this is. */
  askedMs: number
  asking: Promise<void> | undefined
}

export interface RecentAnswersOptions<K, V> {
  readonly ask: (key: K) => Promise<V>
  readonly clock: () => number
  /** No answer is older than this. */
  readonly maxAgeMs: number
  /** Keys come from strangers: a guesser must not fill the memory. */
  readonly maxKeys: number
}

/** Answers to questions that many requests ask, each asked anew now and then, never twice at a time. */
export class RecentAnswers<K, V> {
  readonly #options: RecentAnswersOptions<K, V>
  readonly #entries: BoundedMap<K, Entry<V>>

  constructor(options: RecentAnswersOptions<K, V>) {
    this.#options = options
    this.#entries = new BoundedMap(options.maxKeys)
  }

  get size(): number {
    return this.#entries.size
  }

  /** Whether `find` would answer without asking. */
  knows(key: K): boolean {
    const entry = this.#entries.peek(key)
    return entry?.answer !== undefined && !this.#isOld(entry)
  }

  async find(key: K): Promise<V> {
    const entry = this.#entries.use(key, () => ({
      answer: undefined,
      askedMs: Number.NEGATIVE_INFINITY,
      asking: undefined,
    }))
    while (!entry.answer || this.#isOld(entry)) await this.#ask(key, entry)
    return entry.answer.value
  }

  #isOld({ askedMs }: Entry<V>): boolean {
    const { clock, maxAgeMs } = this.#options
    return clock() - askedMs >= maxAgeMs
  }

  #ask(key: K, entry: Entry<V>): Promise<void> {
    entry.asking ??= this.#load(key, entry).finally(() => {
      entry.asking = undefined
    })
    return entry.asking
  }

  async #load(key: K, entry: Entry<V>): Promise<void> {
    const now = this.#options.clock()
    entry.answer = { value: await this.#options.ask(key) }
    entry.askedMs = now
  }
}
