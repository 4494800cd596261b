/**
 * What was rendered last of each family of the tenant itself: small, and made anew with every answer, but the very same
 * piece as long as it says the same, so that it need not be compressed again.
 */
export class LastPieces {
  readonly #pieces = new Map<string, Uint8Array>()
  readonly #heads = new Map<string, object>()

  /** `bytes`, or what is equal to them and known by that id already. */
  same(id: string, bytes: Uint8Array): Uint8Array {
    const known = this.#pieces.get(id)
    if (known && Buffer.compare(known, bytes) === 0) return known
    this.#pieces.set(id, bytes)
    return bytes
  }

  /** What stands for a family from one answer to the next. */
  familyOf(name: string): object {
    const known = this.#heads.get(name) ?? {}
    this.#heads.set(name, known)
    return known
  }
}
