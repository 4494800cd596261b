import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { compressors, RunCache } from './compress.ts'

const KIB = 1024

function piece(size: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (index * 7 + seed) % 251)
}

/** Compresses nothing, and remembers how much it was asked to. */
function countingCache() {
  const calls: number[] = []
  const cache = new RunCache(async (bytes) => {
    calls.push(bytes.length)
    return bytes
  })
  return { cache, calls: () => calls.splice(0) }
}

for (const [name, decompress] of [
  ['gzip', gunzipSync],
  ['zstd', zstdDecompressSync],
] as const) {
  test(`pieces come back out of ${name} as they went in, whatever changes from time to time`, async () => {
    const change = fc.record({
      at: fc.nat(40),
      removed: fc.nat(5),
      added: fc.array(fc.record({ size: fc.nat(40 * KIB), seed: fc.nat(200) }), { maxLength: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        const cache = new RunCache(compressors[name])
        const pieces = Array.from({ length: 12 }, (_, index) => piece(9 * KIB, index))
        for (const { at, removed, added } of [{ at: 0, removed: 0, added: [] }, ...changes]) {
          pieces.splice(at, removed, ...added.map(({ size, seed }) => piece(size, seed)))
          const whole = decompress(await cache.compress(pieces))
          assert.ok(whole.equals(Buffer.concat(pieces)))
        }
      }),
      { numRuns: 20 },
    )
  })

  test(`nothing at all is a ${name} stream too`, async () => {
    assert.equal(decompress(await new RunCache(compressors[name]).compress([])).length, 0)
  })
}

test('what did not change is not compressed again', async () => {
  const { cache, calls } = countingCache()
  const pieces = Array.from({ length: 200 }, (_, index) => piece(5 * KIB, index))
  await cache.compress(pieces)
  const runs = calls()
  assert.ok(runs.slice(0, -1).every((bytes) => bytes >= 64 * KIB && bytes < 70 * KIB))

  await cache.compress([...pieces])
  assert.deepEqual(calls(), [])

  await cache.compress(pieces.with(100, piece(5 * KIB + 1, 9)))
  assert.equal(calls().length, 1)

  await cache.compress(pieces.toSpliced(100, 0, piece(10, 9)))
  assert.equal(calls().length, 1)

  await cache.compress(pieces.toSpliced(30, 3))
  assert.ok(calls().reduce((sum, bytes) => sum + bytes, 0) < 200 * KIB)
})

test('runs do not crumble over many changes', async () => {
  const calls: number[] = []
  const cache = new RunCache(async (bytes) => {
    calls.push(bytes.length)
    return Buffer.of(1)
  })
  const pieces = Array.from({ length: 300 }, (_, index) => piece(3 * KIB, index))
  for (let i = 0; i < 500; i++) {
    pieces.splice((i * 7919) % 300, 1, piece(3 * KIB, i))
    await cache.compress(pieces)
  }
  // Each run is one byte here.
  const runs = (await cache.compress(pieces)).length
  assert.ok(runs <= (300 * 3) / 16 + 1, `${runs} runs`)
})

test('no more than a few runs are compressed at a time', async () => {
  let running = 0
  let most = 0
  const cache = new RunCache(async (bytes) => {
    running++
    most = Math.max(most, running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    return bytes
  })
  await cache.compress(Array.from({ length: 100 }, (_, index) => piece(64 * KIB, index)))
  assert.equal(most, 4)
})
