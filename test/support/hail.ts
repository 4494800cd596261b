/** Many clients that push without pause, and know what they were answered. */
import type { Ending } from '@postern/testkit'
import { type Call, call, wasCutOff, wasRefused } from './call.ts'
import { readSamples } from './samples.ts'

interface Target {
  readonly apiUrl: string
  readonly pushKey: string
  readonly scrapeKey: string
}

interface Client {
  /** The number of the last push that was sent, and of the last that was answered with 200. */
  sent: number
  answered: number
}

const CLIENTS = 8

// So many of its pushes a client sends to one and the same group, the next one to a group of its own.
const PUSHES_PER_GROUP = 5

/** Begins at once; ends with the test at the latest. */
export function startHail(t: Ending, target: Target): Hail {
  const hail = new Hail(target)
  hail.start()
  t.after(() => hail.stop())
  return hail
}

/**
 * Every client numbers its pushes. Most replace its one group; every fifth goes to a group that nobody touches again.
 * Nothing answered is lost when each client's group has a number between the last answered and the last sent, and every
 * answered group of the other kind is there.
 */
class Hail {
  /** Milliseconds that the slowest answer took. */
  slowestMs = 0
  readonly #counts = new Map<number, number>()
  readonly #kept = new Set<string>()
  readonly #clients = Array.from({ length: CLIENTS }, (): Client => ({ sent: 0, answered: 0 }))
  readonly #target: Target
  #isOver = false
  #finished: Promise<unknown> = Promise.resolve()

  constructor(target: Target) {
    this.#target = target
  }

  get answered(): number {
    return this.count(200)
  }

  /** How many pushes were answered with that status; 0 stands for a connection that broke. */
  count(status: number): number {
    return this.#counts.get(status) ?? 0
  }

  /** Every status that was answered, from the lowest on. */
  statuses(): number[] {
    return [...this.#counts.keys()].sort((a, b) => a - b)
  }

  start(): void {
    this.#finished = Promise.all(this.#clients.map((client, index) => this.#push(client, index)))
  }

  /** Returns when the last answer is there.  */
  async stop(): Promise<void> {
    this.#isOver = true
    await this.#finished
  }

  /** What was answered and is not in a scrape of this moment, in words. */
  async findLost({ apiUrl, scrapeKey }: Target = this.#target): Promise<string[]> {
    const { status, text } = await call(`${apiUrl}/metrics`, { key: scrapeKey })
    if (status !== 200) throw new Error(`the scrape was answered with ${status}: ${text}`)
    const samples = readSamples(text)
    const kept = new Set(
      samples.filter(({ name }) => name === 'kept').map(({ labels }) => labels['push']),
    )
    const lost = [...this.#kept].filter((push) => !kept.has(push))
    const numbers = new Map(
      samples
        .filter(({ name }) => name === 'number')
        .map(({ labels, value }) => [labels['client'], Number(value)]),
    )
    const wrong = this.#clients.flatMap(({ sent, answered }, client) => {
      const found = numbers.get(String(client)) ?? 0
      return found >= answered && found <= sent
        ? []
        : [`client ${client}: ${found} is not between ${answered} and ${sent}`]
    })
    return [...lost.map((push) => `push ${push}`), ...wrong]
  }

  async #push(client: Client, index: number): Promise<void> {
    while (!this.#isOver) {
      const number = client.sent + 1
      const isKept = number % PUSHES_PER_GROUP === 0
      client.sent = number
      const push = `${index}-${number}`
      const status = isKept
        ? await this.#send(`/job/hail/push/${push}`, 'kept 1\n')
        : await this.#send(`/job/hail/client/${index}`, `number ${number}\n`)
      this.#counts.set(status, this.count(status) + 1)
      if (status === 200 && isKept) this.#kept.add(push)
      else if (status === 200) client.answered = number
      else if (status === 0) await this.#pause()
    }
  }

  async #send(path: string, body: string): Promise<number> {
    const { apiUrl, pushKey } = this.#target
    const start = performance.now()
    try {
      const request: Call = { method: 'PUT', key: pushKey, body }
      return (await call(`${apiUrl}/metrics${path}`, request)).status
    } catch (error) {
      if (wasRefused(error) || wasCutOff(error)) return 0
      throw error
    } finally {
      this.slowestMs = Math.max(this.slowestMs, performance.now() - start)
    }
  }

  /** Nobody listens: not as fast as one can. */
  #pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 10))
  }
}
