import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { constants, createZstdCompress, gzipSync, zstdCompressSync } from 'node:zlib'
import { Problem } from '@postern/domain'
import * as fc from 'fast-check'
import { Compressor, compressSync } from 'snappy'
import { crc32c } from './crc32c.ts'
import { decodeBody } from './decode-body.ts'

const MIB = 1024 * 1024
const TEXT = Buffer.from('# TYPE size gauge\nsize 1\n')

const IDENTIFIER = Buffer.from('\xff\x06\x00\x00sNaPpY', 'latin1')

function chunk(type: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt8(type)
  head.writeUIntLE(payload.length, 1, 3)
  return Buffer.concat([head, payload])
}

function data(type: 0 | 1, content: Uint8Array, checksum = crc32c(content)): Buffer {
  const masked = Buffer.alloc(4)
  masked.writeUInt32LE((((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0)
  return chunk(type, Buffer.concat([masked, type === 0 ? compressSync(content) : content]))
}

/** As another implementation writes the format. */
async function frame(content: Uint8Array): Promise<Buffer> {
  const compressor = new Compressor()
  return Buffer.concat([compressor.update(content), await compressor.finish()])
}

test('the checksum is that of RFC 3720', () => {
  assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283)
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa)
  assert.equal(crc32c(new Uint8Array()), 0)
})

const taken: readonly [
  what: string,
  encoding: string | undefined,
  body: Buffer,
  decoded: Buffer,
][] = [
  ['no encoding', undefined, TEXT, TEXT],
  ['identity', 'identity', TEXT, TEXT],
  ['an unknown encoding', 'br', TEXT, TEXT],
  ['x-gzip, which the Pushgateway does not know', 'x-gzip', gzipSync(TEXT), gzipSync(TEXT)],
  ['a list of encodings', 'gzip, gzip', gzipSync(TEXT), gzipSync(TEXT)],
  ['gzip', 'gzip', gzipSync(TEXT), TEXT],
  ['GZip in other capitals', 'GZip', gzipSync(TEXT), TEXT],
  ['gzip of nothing', 'gzip', gzipSync(''), Buffer.alloc(0)],
  [
    'gzip of two members',
    'gzip',
    Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)]),
    Buffer.concat([TEXT, TEXT]),
  ],
  ['zstd', 'zstd', zstdCompressSync(TEXT), TEXT],
  [
    'zstd of two frames',
    'zstd',
    Buffer.concat([zstdCompressSync(TEXT), zstdCompressSync(TEXT)]),
    Buffer.concat([TEXT, TEXT]),
  ],
  ['snappy without a byte', 'snappy', Buffer.alloc(0), Buffer.alloc(0)],
  ['snappy without a chunk', 'snappy', IDENTIFIER, Buffer.alloc(0)],
  ['snappy, compressed', 'Snappy', Buffer.concat([IDENTIFIER, data(0, TEXT)]), TEXT],
  ['snappy, stored', 'snappy', Buffer.concat([IDENTIFIER, data(1, TEXT)]), TEXT],
  [
    'snappy with padding and a second stream',
    'snappy',
    Buffer.concat([
      IDENTIFIER,
      data(0, TEXT),
      chunk(0xfe, Buffer.alloc(9)),
      chunk(0x80, TEXT),
      IDENTIFIER,
      data(1, TEXT),
    ]),
    Buffer.concat([TEXT, TEXT]),
  ],
]

for (const [what, encoding, body, decoded] of taken) {
  test(`${what} is decoded`, async () => {
    assert.deepEqual(await decodeBody(body, encoding, MIB), decoded)
  })
}

test('whatever is encoded is decoded again, of any size', async () => {
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 5_000 }),
    fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(20_000))
      .map(([part, times]) => Buffer.alloc(part.length * times, part)),
  )
  await fc.assert(
    fc.asyncProperty(body, async (bytes) => {
      const content = Buffer.from(bytes)
      assert.ok((await decodeBody(gzipSync(content), 'gzip', 4 * MIB)).equals(content))
      assert.ok((await decodeBody(zstdCompressSync(content), 'zstd', 4 * MIB)).equals(content))
      assert.ok((await decodeBody(await frame(content), 'snappy', 4 * MIB)).equals(content))
    }),
    { numRuns: 60 },
  )
})

function flip(body: Buffer, at: number): Buffer {
  const flipped = Buffer.from(body)
  flipped.writeUInt8(flipped.readUInt8(flipped.length + at) ^ 1, flipped.length + at)
  return flipped
}

const large = Buffer.alloc(300_000, TEXT)
const gz = gzipSync(TEXT)
const zst = zstdCompressSync(TEXT, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })
const stored = data(1, TEXT)

/** A frame that wants a window of 128 MiB for a few bytes. */
async function hugeWindow(): Promise<Buffer> {
  const stream = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 27 } })
  stream.write('m 1\n')
  stream.flush(() => stream.end('n 1\n'))
  return Buffer.concat(await stream.toArray())
}

const refused: readonly [what: string, encoding: string, body: Buffer, words: RegExp][] = [
  ['an empty gzip body', 'gzip', Buffer.alloc(0), /^EOF/],
  ['a short body that is no gzip', 'gzip', Buffer.from('m 1\n'), /^gzip: invalid header/],
  ['a body that is no gzip', 'gzip', TEXT, /^gzip: invalid header/],
  ['gzip that is cut off', 'gzip', gz.subarray(0, -3), /^unexpected EOF/],
  ['gzip that is cut off in its header', 'gzip', gz.subarray(0, 5), /^unexpected EOF/],
  [
    'gzip whose second member is cut off',
    'gzip',
    Buffer.concat([gz, gz.subarray(0, 15)]),
    /^unexpected EOF/,
  ],
  ['large gzip that is cut off', 'gzip', gzipSync(large).subarray(0, -9), /^unexpected EOF/],
  ['gzip with a wrong checksum', 'gzip', flip(gz, -6), /^gzip: invalid checksum/],
  ['gzip with a wrong length', 'gzip', flip(gz, -1), /^gzip: invalid checksum/],
  ['gzip with junk behind it', 'gzip', Buffer.concat([gz, TEXT]), /^gzip: invalid header/],
  [
    'gzip with a zero byte behind it',
    'gzip',
    Buffer.concat([gz, Buffer.alloc(1)]),
    /^gzip: invalid header/,
  ],
  [
    'gzip with a zero byte between members',
    'gzip',
    Buffer.concat([gz, Buffer.alloc(1), gz]),
    /^gzip: invalid header/,
  ],
  [
    'large gzip with zero bytes behind it',
    'gzip',
    Buffer.concat([gzipSync(large), Buffer.alloc(MIB)]),
    /^gzip: invalid header/,
  ],
  ['gzip with damaged data', 'gzip', flip(gz, -12), /^gzip: /],
  ['an empty zstd body', 'zstd', Buffer.alloc(0), /^EOF/],
  ['a body that is no zstd', 'zstd', TEXT, /^zstd: /],
  ['zstd that is cut off', 'zstd', zst.subarray(0, -2), /^zstd: unexpected EOF/],
  ['zstd with a wrong checksum', 'zstd', flip(zst, -1), /^zstd: .*checksum/],
  ['zstd with junk behind it', 'zstd', Buffer.concat([zst, TEXT]), /^zstd: /],
  ['zstd with a zero byte behind it', 'zstd', Buffer.concat([zst, Buffer.alloc(1)]), /^zstd: /],
  ['zstd with a window too large', 'zstd', await hugeWindow(), /^zstd: .*memory/],
  ['a body that is no snappy', 'snappy', TEXT, /^snappy: corrupt input/],
  ['a body too short for snappy', 'snappy', Buffer.from('m'), /^snappy: corrupt input/],
  ['a snappy block without frames', 'snappy', compressSync(TEXT), /^snappy: corrupt input/],
  ['snappy without its identifier', 'snappy', stored, /^snappy: corrupt input/],
  ['snappy with a wrong identifier', 'snappy', flip(IDENTIFIER, -1), /^snappy: corrupt input/],
  [
    'snappy with a wrong checksum',
    'snappy',
    Buffer.concat([IDENTIFIER, data(0, TEXT, 7)]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy, stored, with a wrong checksum',
    'snappy',
    Buffer.concat([IDENTIFIER, flip(stored, -1)]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy that is cut off',
    'snappy',
    Buffer.concat([IDENTIFIER, stored.subarray(0, -1)]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy cut off in the head of a chunk',
    'snappy',
    Buffer.concat([IDENTIFIER, stored.subarray(0, 3)]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy whose chunk has no checksum',
    'snappy',
    Buffer.concat([IDENTIFIER, chunk(1, Buffer.alloc(3))]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy whose chunk is too large',
    'snappy',
    Buffer.concat([IDENTIFIER, data(1, Buffer.alloc(65_537))]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy whose block is too large',
    'snappy',
    Buffer.concat([IDENTIFIER, data(0, Buffer.alloc(65_537))]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy whose block says that it has 4 GiB',
    'snappy',
    Buffer.concat([
      IDENTIFIER,
      chunk(0, Buffer.from([0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0])),
    ]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy whose block is damaged',
    'snappy',
    Buffer.concat([IDENTIFIER, chunk(0, Buffer.from([0, 0, 0, 0, 9, 0xff, 0xff]))]),
    /^snappy: corrupt input/,
  ],
  [
    'snappy with a chunk that may not be skipped',
    'snappy',
    Buffer.concat([IDENTIFIER, chunk(2, TEXT)]),
    /^snappy: unsupported input/,
  ],
]

for (const [what, encoding, body, words] of refused) {
  test(`${what} is refused`, async () => {
    await assert.rejects(decodeBody(body, encoding, MIB), (error) => {
      assert.ok(error instanceof Problem)
      assert.equal(error.status, 400)
      assert.match(error.message, words)
      return true
    })
  })
}

test('no bytes make a decoder fail in another way than with a 400', async () => {
  const start = fc.constantFrom(
    Buffer.alloc(0),
    gz,
    gz.subarray(0, 12),
    zst,
    zst.subarray(0, 9),
    IDENTIFIER,
  )
  const bodies = fc.tuple(start, fc.uint8Array({ maxLength: 60 }))
  await fc.assert(
    fc.asyncProperty(
      bodies,
      fc.constantFrom('gzip', 'zstd', 'snappy'),
      async ([head, tail], encoding) => {
        await decodeBody(Buffer.concat([head, tail]), encoding, MIB).catch((error: unknown) => {
          assert.ok(error instanceof Problem && error.code === 'body-malformed', String(error))
        })
      },
    ),
    { numRuns: 500 },
  )
})

for (const [encoding, encode] of [
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
  ['snappy', frame],
] as const) {
  for (const size of [1_000, 500_000]) {
    test(`${encoding} may inflate to just as much as the limit says: ${size}`, async () => {
      const body = await encode(Buffer.alloc(size))
      assert.equal((await decodeBody(body, encoding, size)).length, size)
      await assert.rejects(decodeBody(body, encoding, size - 1), {
        code: 'body-too-large',
        status: 413,
      })
    })
  }
}

test('chunks of a byte each, by the hundred thousand, hold up nobody and take little memory', async () => {
  const chunks = Buffer.concat(Array.from({ length: 300_000 }, (_, i) => (i % 2 ? tiny : padding)))
  const before = process.memoryUsage()
  let longestMs = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last)
    last = performance.now()
  }, 1)
  const decoded = await decodeBody(Buffer.concat([IDENTIFIER, chunks]), 'snappy', MIB)
  clearInterval(timer)
  const { heapUsed, arrayBuffers } = process.memoryUsage()

  assert.equal(decoded.length, 150_000)
  assert.ok(longestMs < 250, `${longestMs} ms`)
  assert.ok(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers < 128 * MIB)
})

const tiny = data(1, Buffer.from('m'))
const padding = chunk(0xfe, Buffer.alloc(0))

/** How much memory a process of its own takes to refuse sixteen bombs of a gigabyte that arrive together. */
function refuseBombs(encoding: string): { readonly statuses: number[]; readonly peakMib: number } {
  const script = `
    import { gzipSync, zstdCompressSync } from 'node:zlib'
    import { Compressor } from 'snappy'
    import { decodeBody } from './decode-body.ts'
    const frame = async (bytes) => {
      const compressor = new Compressor()
      return Buffer.concat([compressor.update(bytes), await compressor.finish()])
    }
    const encode = { gzip: gzipSync, zstd: zstdCompressSync, snappy: frame }[${JSON.stringify(encoding)}]
    const part = await encode(Buffer.alloc(8 << 20))
    const bomb = Buffer.concat(Array.from({ length: 128 }, () => part))
    const before = process.resourceUsage().maxRSS
    const refusals = await Promise.all(Array.from({ length: 16 }, () =>
      decodeBody(bomb, ${JSON.stringify(encoding)}, 64 << 20).catch((error) => error.status)))
    console.log(JSON.stringify({ statuses: refusals, peakMib: (process.resourceUsage().maxRSS - before) / 1024 }))`
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  assert.equal(child.status, 0, child.stderr)
  return JSON.parse(child.stdout)
}

for (const encoding of ['gzip', 'zstd', 'snappy']) {
  test(`bombs of ${encoding} are refused with 413 before they take memory`, (t) => {
    const { statuses, peakMib } = refuseBombs(encoding)
    t.diagnostic(`${peakMib.toFixed(0)} MiB at the peak`)
    assert.deepEqual(
      statuses,
      Array.from({ length: 16 }, () => 413),
    )
    assert.ok(peakMib < 4 * 64 + 128, `${peakMib} MiB`)
  })
}
