/** Chance that is the same in every run, so that pictures made again look alike. */
export interface Chance {
  /** From 0 to 1. */
  share(): number
  between(low: number, high: number): number
  whole(low: number, high: number): number
}

/** Mulberry32: small, and even enough for pictures. */
export function chanceFrom(seed: number): Chance {
  let state = seed
  const share = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + share() * (high - low)
  return { share, between, whole: (low, high) => Math.floor(between(low, high + 1)) }
}
