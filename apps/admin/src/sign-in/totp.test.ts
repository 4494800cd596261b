import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base32, matchTotp, newTotpSecret, totpCode, totpStep, totpUri } from './totp.ts'

// RFC 6238 appendix B, for SHA-1; of its eight digits the last six.
const RFC_SECRET = Buffer.from('12345678901234567890')
const RFC_CODES = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

test('codes are those of RFC 6238', () => {
  for (const [seconds, code] of RFC_CODES) {
    assert.equal(totpCode(RFC_SECRET, totpStep(seconds * 1_000)), code)
  }
})

test('a code is taken half a minute early and late, and no longer', () => {
  const nowMs = 1_234_567_890_000
  const step = totpStep(nowMs)
  for (const [away, expected] of [
    [-2, undefined],
    [-1, step - 1],
    [0, step],
    [1, step + 1],
    [2, undefined],
  ] as const) {
    assert.equal(matchTotp(RFC_SECRET, totpCode(RFC_SECRET, step + away), nowMs), expected)
  }
})

test('what is no code matches nothing', () => {
  for (const code of ['', '28708', '2870822', '２８７０８２', 'abcdef']) {
    assert.equal(matchTotp(RFC_SECRET, code, 59_000), undefined, code)
  }
})

test('base32 is that of RFC 4648 section 10, without padding', () => {
  for (const [text, expected] of [
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ] as const) {
    assert.equal(base32(Buffer.from(text)), expected)
  }
})

test('a secret has 160 bits, and its URI can be read by any app', () => {
  const secret = newTotpSecret()
  assert.equal(secret.length, 20)
  const uri = new URL(totpUri(secret, 'ada+1@example.com'))
  assert.equal(uri.protocol, 'otpauth:')
  assert.equal(uri.pathname, '//totp/Postern:ada%2B1%40example.com'.replace(/^\/\/totp/, ''))
  assert.equal(uri.searchParams.get('secret'), base32(secret))
  assert.equal(uri.searchParams.get('issuer'), 'Postern')
})
