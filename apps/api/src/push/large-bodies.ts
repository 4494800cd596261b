/** Large bodies are decoded a few at a time, since each may take as much memory as a body may inflate to. */
import { limitConcurrency } from '../limit-concurrency.ts'

/** On the wire; what is no larger is decoded at once. */
export const SMALL_WIRE_BYTES = 16 * 1024

/** As many as the thread pool has threads: more would be no faster. */
export const inPoolInTurn = limitConcurrency(4)

/** All of them on one thread, so that a short one need not wait for a long one to end. */
export const onThreadInTurn = limitConcurrency(2)
