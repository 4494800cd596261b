import assert from 'node:assert/strict'
import test from 'node:test'
import { KeyHasher, newPepper } from './key-hasher.ts'

const plain = Buffer.from('what the database must not know')

test('what was sealed is opened again, and never lies open', () => {
  const sealer = new KeyHasher(newPepper()).sealer('tests')
  const one = sealer.seal(plain, 'a')
  assert.deepEqual(sealer.open(one, 'a'), plain)
  assert.equal(one.sealed.includes(plain), false)
  assert.notDeepEqual(one.sealed, sealer.seal(plain, 'a').sealed)
})

test('it opens for nobody else, for nothing else, and not when it was changed', () => {
  const hasher = new KeyHasher(newPepper())
  const sealer = hasher.sealer('tests')
  const one = sealer.seal(plain, 'a')
  assert.equal(sealer.open(one, 'b'), undefined)
  assert.equal(hasher.sealer('other').open(one, 'a'), undefined)
  assert.equal(new KeyHasher(newPepper()).sealer('tests').open(one, 'a'), undefined)
  for (let i = 0; i < one.sealed.length; i++) {
    const changed = Buffer.from(one.sealed)
    changed[i] = (changed[i] ?? 0) ^ 1
    assert.equal(sealer.open({ ...one, sealed: changed }, 'a'), undefined, String(i))
  }
  for (const length of [0, 1, 27, one.sealed.length - 1]) {
    const cut = { ...one, sealed: one.sealed.subarray(0, length) }
    assert.equal(sealer.open(cut, 'a'), undefined, String(length))
  }
})

test('what was sealed under a former pepper still opens', () => {
  const former = newPepper()
  const one = new KeyHasher(former).sealer('tests').seal(plain, 'a')
  assert.deepEqual(new KeyHasher(newPepper(), [former]).sealer('tests').open(one, 'a'), plain)
})
