import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { gzipCodec } from './gzip-codec.ts'
import { RunCache } from './run-cache.ts'
import type { StreamCodec } from './stream-codec.ts'
import { zstdCodec } from './zstd-codec.ts'

const KIB = 1024

function piece(size: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (index * 7 + seed) % 251)
}

/** Compresses nothing, and remembers how much it was asked to. */
function countingCodec() {
  const calls: number[] = []
  const codec: StreamCodec<Buffer> = {
    async compress(bytes) {
      calls.push(bytes.length)
      return bytes
    },
    join: (parts) => Buffer.concat(parts),
  }
  return { codec, calls: () => calls.splice(0) }
}

interface Case {
  readonly name: string
  readonly cache: () => Pick<RunCache<unknown>, 'compress'>
  readonly decompress: (bytes: Buffer) => Buffer
}

const cases: readonly Case[] = [
  {
    name: 'one gzip member',
    cache: () => new RunCache(gzipCodec),
    // Takes a second member for garbage.
    decompress: (bytes) => gunzipSync(bytes, { rejectGarbageAfterEnd: true }),
  },
  { name: 'zstd', cache: () => new RunCache(zstdCodec), decompress: zstdDecompressSync },
]

const change = fc.record({
  at: fc.nat(40),
  removed: fc.nat(5),
  added: fc.array(fc.record({ size: fc.nat(40 * KIB), seed: fc.nat(200) }), { maxLength: 4 }),
})

for (const { name, cache: open, decompress } of cases) {
  test(`pieces come back out of ${name} as they went in, whatever changes from time to time`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        const cache = open()
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

  test(`nothing at all is ${name} too`, async () => {
    assert.equal(decompress(await open().compress([])).length, 0)
  })
}

test('what did not change is not compressed again', async () => {
  const { codec, calls } = countingCodec()
  const cache = new RunCache(codec)
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
  const cache = new RunCache<Buffer>({
    compress: async () => Buffer.of(1),
    join: (parts) => Buffer.concat(parts),
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
  const cache = new RunCache<Buffer>({
    async compress(bytes) {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return bytes
    },
    join: (parts) => Buffer.concat(parts),
  })
  await cache.compress(Array.from({ length: 100 }, (_, index) => piece(64 * KIB, index)))
  assert.equal(most, 4)
})
