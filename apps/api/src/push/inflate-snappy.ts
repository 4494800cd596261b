import { inSlices } from '../in-slices.ts'
import { InflatedTooLarge } from './inflate-errors.ts'
import { onThreadInTurn, SMALL_WIRE_BYTES } from './large-bodies.ts'
import { readSnappyFrames } from './snappy-frames.ts'

/** Throws `BrokenEncoding`, and `InflatedTooLarge` as soon as more than `maxBytes` came out. */
export async function inflateSnappy(body: Buffer, maxBytes: number): Promise<Buffer> {
  const inflated = new GrowingBuffer(Math.min(2 * body.length, maxBytes))
  const steps = inflateSteps(body, maxBytes, inflated)
  // There is no thread pool to go to, so a large body goes step by step.
  if (body.length > SMALL_WIRE_BYTES) await onThreadInTurn(() => inSlices(steps))
  else for (const _ of steps);
  return inflated.bytes
}

function* inflateSteps(body: Buffer, maxBytes: number, inflated: GrowingBuffer): Generator<void> {
  for (const part of readSnappyFrames(body)) {
    if (inflated.length + part.length > maxBytes) throw new InflatedTooLarge('too large')
    inflated.add(part)
    yield
  }
}

/** Chunks may be tiny, and to remember each would take many times what they hold. */
class GrowingBuffer {
  #buffer: Buffer
  length = 0

  constructor(size: number) {
    this.#buffer = Buffer.allocUnsafe(size)
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.length)
  }

  add(part: Uint8Array): void {
    const length = this.length + part.length
    if (length > this.#buffer.length) {
      this.#buffer = Buffer.concat([this.bytes], Math.max(length, 2 * this.length))
    }
    this.#buffer.set(part, this.length)
    this.length = length
  }
}
