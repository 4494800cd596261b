import type { KeyHasher, Sealer } from '@postern/server'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

/** What was begun at the provider: kept by the browser alone, which can neither read nor change it. */
const Flow = Type.Object({
  state: Type.String(),
  nonce: Type.String(),
  verifier: Type.String(),
  isFresh: Type.Boolean(),
  returnTo: Type.String(),
  /** The slug of the tenant that the person named. */
  tenant: Type.Optional(Type.String()),
  /** The session that is to be fresh again. */
  session: Type.Optional(Type.String()),
  expiresMs: Type.Number(),
})

export type Flow = Type.Static<typeof Flow>

/** Long enough to find the phone. */
export const FLOW_MS = 10 * 60_000

const CONTEXT = 'provider sign-in'

export class FlowCookie {
  readonly #sealer: Sealer

  constructor(hasher: KeyHasher) {
    this.#sealer = hasher.sealer(CONTEXT)
  }

  write(flow: Flow): string {
    const { sealed, pepperId } = this.#sealer.seal(Buffer.from(JSON.stringify(flow)), CONTEXT)
    return `${pepperId}.${sealed.toString('base64url')}`
  }

  /** `undefined` for what we did not write, and for what was begun too long ago. */
  read(text: string, nowMs: number): Flow | undefined {
    const [pepperId = '', sealed = ''] = text.split('.')
    const plain = this.#sealer.open({ pepperId, sealed: Buffer.from(sealed, 'base64url') }, CONTEXT)
    const flow: unknown = plain && JSON.parse(plain.toString('utf8'))
    return Value.Check(Flow, flow) && nowMs < flow.expiresMs ? flow : undefined
  }
}
