/** What happened, one after the other, with Postern's clock moved to each moment. */
import type { Web } from '../browser/support/web.ts'

interface Moment {
  readonly agoMs: number
  readonly happen: () => Promise<unknown>
}

export class Timeline {
  readonly #moments: Moment[] = []

  /** So long before now. Of what is told for the same moment, the first comes first. */
  at(agoMs: number, happen: () => Promise<unknown>): void {
    this.#moments.push({ agoMs, happen })
  }

  /** Lets all of it happen, and leaves the clock at the present. */
  async run({ clock }: Web): Promise<void> {
    for (const { agoMs, happen } of this.#moments.toSorted((a, b) => b.agoMs - a.agoMs)) {
      clock.aheadMs = -agoMs
      await happen()
    }
    clock.aheadMs = 0
  }
}
