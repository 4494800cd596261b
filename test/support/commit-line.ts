import type { Ending } from '@postern/testkit'
import { openLine, type Traffic } from './line.ts'

type Part = 'question' | 'answer'

/** A way to a database that breaks at the one moment when nobody can know whether a push is stored. */
export interface CommitLine {
  readonly port: number
  /** The next commit of a push does not arrive, or it does and its answer does not. The connection is cut. */
  loseNextCommit(part: Part): void
}

export async function openCommitLine(t: Ending, databaseUrl: string): Promise<CommitLine> {
  let lost: Part | undefined
  const isLost = (part: Part) => {
    if (part !== lost) return false
    lost = undefined
    return true
  }
  return {
    port: await openLine(t, databaseUrl, () => new CommitTraffic(isLost)),
    loseNextCommit: (part) => {
      lost = part
    },
  }
}

class CommitTraffic implements Traffic {
  readonly #isLost: (part: Part) => boolean
  #stage: 'elsewhere' | 'written' | 'committing' = 'elsewhere'

  constructor(isLost: (part: Part) => boolean) {
    this.#isLost = isLost
  }

  question(chunk: Buffer): boolean {
    if (chunk.includes('insert into groups')) this.#stage = 'written'
    if (this.#stage !== 'written' || !chunk.includes('commit')) return true
    this.#stage = 'committing'
    return !this.#isLost('question')
  }

  answer(): boolean {
    if (this.#stage !== 'committing') return true
    this.#stage = 'elsewhere'
    return !this.#isLost('answer')
  }
}
