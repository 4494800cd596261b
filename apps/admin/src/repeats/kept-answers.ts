import type { KeyHasher, Sealer } from '@postern/server'
import type { IdempotentRequest, SealedAnswer } from '@postern/store'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

/** An answer as it is kept for repetitions. */
const KeptAnswer = Type.Object({
  headers: Type.Record(Type.String(), Type.String()),
  /** Not there for one that held a secret. */
  body: Type.Optional(Type.String()),
})

export interface KeptAnswer {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/** Seals answers: who reads the database learns nothing from them, and one cannot pose as that of another request. */
export class KeptAnswers {
  readonly #sealer: Sealer

  constructor(hasher: KeyHasher) {
    this.#sealer = hasher.sealer('kept answers')
  }

  seal(answer: KeptAnswer, request: IdempotentRequest): SealedAnswer {
    return this.#sealer.seal(Buffer.from(JSON.stringify(answer)), contextOf(request))
  }

  /** `undefined` under another pepper than it was sealed with. */
  open(sealed: SealedAnswer, request: IdempotentRequest): KeptAnswer | undefined {
    const plain = this.#sealer.open(sealed, contextOf(request))
    const answer: unknown = plain && JSON.parse(plain.toString('utf8'))
    return Value.Check(KeptAnswer, answer) ? answer : undefined
  }
}

function contextOf({ callerId, keyHash }: IdempotentRequest): string {
  return `${callerId} ${keyHash.toString('hex')}`
}
