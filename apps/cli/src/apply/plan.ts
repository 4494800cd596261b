import type { Difference } from './differences.ts'

/** One act that brings what there is nearer to what the file says. */
export interface Step {
  readonly kind: 'create' | 'change' | 'remove'
  /** `namespace acme/payments`. */
  readonly what: string
  readonly differences: readonly Difference[]
  /** What else should be known before. */
  readonly note?: string | undefined
  /** A secret that this gave out is handed to whoever asked for it. */
  readonly act: (giveSecret: (secret: IssuedSecret) => Promise<void>) => Promise<unknown>
}

export interface IssuedSecret {
  readonly tenant: string
  readonly name: string
  readonly secret: string
}

/** What the file says and no act can bring about. */
export interface Conflict {
  readonly what: string
  readonly why: string
}

export interface Plan {
  readonly steps: readonly Step[]
  readonly conflicts: readonly Conflict[]
}

export function joined(plans: readonly Plan[]): Plan {
  return {
    steps: plans.flatMap(({ steps }) => steps),
    conflicts: plans.flatMap(({ conflicts }) => conflicts),
  }
}

export function stepsOnly(steps: readonly Step[]): Plan {
  return { steps, conflicts: [] }
}
