import { limitConcurrency } from '../limit-concurrency.ts'

/** On the wire; what is no larger is decoded at once. */
export const SMALL_WIRE_BYTES = 16 * 1024

/**
 * Large bodies are decoded a few at a time, each of which may take as much memory as a body may inflate to. As many as
 * the thread pool has threads: more would be no faster.
 */
export const decodeInTurn = limitConcurrency(4)
