import assert from 'node:assert/strict'
import { test } from 'node:test'
import { negotiateEncoding, type ScrapeEncoding } from './negotiate-encoding.ts'

const rows: readonly [acceptEncoding: string | undefined, encoding: ScrapeEncoding][] = [
  [undefined, 'identity'],
  ['', 'identity'],
  ['identity', 'identity'],
  ['br', 'identity'],
  ['deflate, br', 'identity'],
  ['*', 'identity'],
  ['gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['deflate, gzip;q=1.0, br', 'gzip'],
  ['gzip;q=0', 'identity'],
  ['gzip;q=0.001', 'gzip'],
  ['gzip, identity', 'gzip'],
  ['gzip;q=0.2, identity;q=0.5', 'identity'],
  ['gzip;q=0.5, identity;q=0.2', 'gzip'],
  ['zstd', 'zstd'],
  ['gzip, zstd', 'gzip'],
  ['gzip, deflate, br, zstd', 'gzip'],
  ['gzip;q=1.0, zstd;q=0.9', 'gzip'],
  ['gzip;q=0.5, zstd;q=0.9', 'zstd'],
  ['gzip, zstd;q=0', 'gzip'],
  ['identity;q=0, *', 'gzip'],
  ['identity;q=0', 'identity'],
  ['*;q=0', 'identity'],
]

for (const [acceptEncoding, encoding] of rows) {
  test(`Accept-Encoding: ${acceptEncoding ?? '(missing)'} gets ${encoding}`, () => {
    assert.equal(negotiateEncoding(acceptEncoding), encoding)
  })
}
