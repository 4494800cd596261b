import type { Ending } from '@postern/testkit'
import { openLine } from './line.ts'

/** A way to a server that can fall silent, as a network or a disk does: nothing breaks, nothing arrives. */
export interface SilentLine {
  readonly port: number
  fallSilent(): void
  /** All that waited goes on. */
  speak(): void
}

export async function openSilentLine(t: Ending, serverUrl: string): Promise<SilentLine> {
  let silence = Promise.withResolvers<true>()
  silence.resolve(true)
  t.after(() => silence.resolve(true))
  const pass = () => silence.promise
  return {
    port: await openLine(t, serverUrl, () => ({ question: pass, answer: pass })),
    fallSilent: () => {
      silence = Promise.withResolvers<true>()
    },
    speak: () => silence.resolve(true),
  }
}
