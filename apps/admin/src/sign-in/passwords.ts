import { argon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { Problem } from '@postern/domain'
import type { KeyHasher } from '@postern/server'
import type { StoredPassword } from '@postern/store'

interface Work {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

// OWASP Password Storage Cheat Sheet, second of its equal choices: 60 ms on a core of 2024.
const WORK: Work = { memory: 19_456, passes: 2, parallelism: 1 }

const SALT_BYTES = 16
const TAG_BYTES = 32
const NO_SALT = Buffer.alloc(SALT_BYTES)

// Each takes 19 MiB and a core; those beyond wait, and beyond that are told to come back.
const MAX_AT_ONCE = 2
const MAX_WAITING = 20

const derive = promisify(argon2)

/**
 * Passwords as Argon2id makes them, then under the pepper, so that what is in the database cannot be guessed at
 * without what is outside of it.
 */
export class Passwords {
  readonly #hasher: KeyHasher
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(hasher: KeyHasher) {
    this.#hasher = hasher
  }

  async hash(password: string): Promise<StoredPassword> {
    const salt = randomBytes(SALT_BYTES)
    const tag = await this.#tag(password, salt, WORK)
    return { ...this.#hasher.hash(tag), salt, work: describe(WORK) }
  }

  /** The work is the same when there is nothing to compare with, so that time does not tell who has an account. */
  async matches(password: string, stored: StoredPassword | undefined): Promise<boolean> {
    const work = (stored && readWork(stored.work)) ?? WORK
    const tag = await this.#tag(password, stored?.salt ?? NO_SALT, work)
    return this.#hasher.matches(tag, stored)
  }

  /** Whether it was hashed with less work than is due today, or under a former pepper. */
  isOutdated(stored: StoredPassword): boolean {
    return stored.work !== describe(WORK) || !this.#hasher.isCurrent(stored)
  }

  async #tag(password: string, nonce: Buffer, work: Work): Promise<Buffer> {
    await this.#enter()
    try {
      // Keyboards differ in how they compose letters (NIST SP 800-63B section 3.1.1.2).
      const message = Buffer.from(password.normalize('NFKC'), 'utf8')
      return await derive('argon2id', { message, nonce, tagLength: TAG_BYTES, ...work })
    } finally {
      this.#leave()
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < MAX_AT_ONCE) {
      this.#running++
      return
    }
    if (this.#waiting.length >= MAX_WAITING) {
      throw new Problem('overloaded', 'too many people sign in at once; try again')
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Whoever waits takes over the place. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#running--
  }
}

function describe({ memory, passes, parallelism }: Work): string {
  return `argon2id m=${memory} t=${passes} p=${parallelism}`
}

function readWork(text: string): Work | undefined {
  const [, memory, passes, parallelism] = /^argon2id m=(\d+) t=(\d+) p=(\d+)$/.exec(text) ?? []
  return parallelism === undefined
    ? undefined
    : { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
}
