import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { temporaryFolder } from '../testing/postern.ts'
import { readOrMakeSecret, writeSecretFile } from './secret-file.ts'

test('a secret can be read by its owner alone, whatever was there before', async (t) => {
  const path = join(await temporaryFolder(t), 'secret')
  await writeFile(path, 'old', { mode: 0o644 })
  await writeFile(`${path}.new`, 'left by a crash', { mode: 0o666 })

  await writeSecretFile(path, 'new')

  assert.equal(await readFile(path, 'utf8'), 'new')
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.equal((await readdir(join(path, '..'))).length, 1)
})

test('a secret is made once', async (t) => {
  const path = join(await temporaryFolder(t), 'secret')
  assert.equal(await readOrMakeSecret(path, () => 'first'), 'first')
  assert.equal(await readOrMakeSecret(path, () => 'second'), 'first')
})
