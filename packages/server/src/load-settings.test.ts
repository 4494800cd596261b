import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { loadSettings, SettingsError } from './load-settings.ts'
import type { Environment } from './read-setting.ts'

const Schema = Type.Object({
  POSTERN_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 9091 }),
  POSTERN_RATIO: Type.Optional(Type.Number({ minimum: 0 })),
  POSTERN_OPEN: Type.Boolean({ default: false }),
  POSTERN_LEVEL: Type.Enum(['info', 'debug'], { default: 'info' }),
  POSTERN_PEPPER: Type.String({ minLength: 8, secret: true }),
})

const sound = { POSTERN_PEPPER: 'long enough' }

function faultsOf(env: Environment): readonly string[] {
  try {
    loadSettings(Schema, env)
  } catch (error) {
    if (error instanceof SettingsError) return error.faults
    throw error
  }
  return []
}

async function writeSecret(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'settings-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'secret')
  await writeFile(path, text)
  return path
}

test('texts become what the schema says, and what is not given its default', () => {
  const env = { ...sound, POSTERN_PORT: '0', POSTERN_RATIO: '0.5', POSTERN_OPEN: 'true' }
  assert.deepEqual(loadSettings(Schema, env), {
    POSTERN_PORT: 0,
    POSTERN_RATIO: 0.5,
    POSTERN_OPEN: true,
    POSTERN_LEVEL: 'info',
    POSTERN_PEPPER: 'long enough',
  })
  assert.deepEqual(loadSettings(Schema, sound), {
    POSTERN_PORT: 9091,
    POSTERN_OPEN: false,
    POSTERN_LEVEL: 'info',
    POSTERN_PEPPER: 'long enough',
  })
})

test('settings cannot be changed', () => {
  assert.ok(Object.isFrozen(loadSettings(Schema, sound)))
})

test('what cannot be read is a fault and never a default', () => {
  for (const port of ['abc', '1.5', '1e3', '0x10', ' 80', '80 ', '-1', '65536', 'true', '٣']) {
    assert.deepEqual(
      faultsOf({ ...sound, POSTERN_PORT: port }),
      [
        `POSTERN_PORT: ${JSON.stringify(port)} is not valid; expected a whole number from 0 to 65535`,
      ],
      port,
    )
  }
  for (const open of ['yes', '1', 'TRUE']) {
    assert.deepEqual(faultsOf({ ...sound, POSTERN_OPEN: open }), [
      `POSTERN_OPEN: "${open}" is not valid; expected true or false`,
    ])
  }
})

test('all faults are named at once, one a line', () => {
  const env = { POSTERN_PORT: 'abc', POSTERN_LEVEL: 'loud', POSTERN_PROT: '1', HOME: '/root' }
  assert.throws(
    () => loadSettings(Schema, env),
    (error) => {
      assert.ok(error instanceof SettingsError)
      assert.deepEqual(error.message.split('\n'), [
        'the settings are invalid:',
        '  POSTERN_PORT: "abc" is not valid; expected a whole number from 0 to 65535',
        '  POSTERN_LEVEL: "loud" is not valid; expected one of info, debug',
        '  POSTERN_PEPPER: is missing; expected a text',
        '  POSTERN_PROT: is no setting; expected one of POSTERN_LEVEL, POSTERN_OPEN, POSTERN_PEPPER, POSTERN_PORT, POSTERN_RATIO',
      ])
      return true
    },
  )
})

test('the value of a secret is in no message', () => {
  const [fault = ''] = faultsOf({ POSTERN_PEPPER: 'hunter2' })
  assert.equal(fault, 'POSTERN_PEPPER: its value is not valid; expected a text')
})

test('any setting may come from a file, without the line feed at its end', async (t) => {
  const path = await writeSecret(t, 'from a file \n')
  const settings = loadSettings(Schema, { POSTERN_PEPPER_FILE: path })
  assert.equal(settings.POSTERN_PEPPER, 'from a file ')
})

test('a setting given both ways is a fault, without its value', async (t) => {
  const path = await writeSecret(t, 'from a file')
  assert.deepEqual(faultsOf({ ...sound, POSTERN_PEPPER_FILE: path }), [
    'POSTERN_PEPPER: is given twice, also as POSTERN_PEPPER_FILE; expected one of the two',
  ])
})

test('a file that cannot be read is named', () => {
  assert.deepEqual(faultsOf({ POSTERN_PEPPER_FILE: '/no/such/file' }), [
    'POSTERN_PEPPER_FILE: cannot read "/no/such/file" (ENOENT); expected the path of a file',
  ])
})

test('an empty variable counts as not given', () => {
  assert.equal(loadSettings(Schema, { ...sound, POSTERN_PORT: '' }).POSTERN_PORT, 9091)
  assert.deepEqual(faultsOf({ POSTERN_PEPPER: '' }), [
    'POSTERN_PEPPER: is missing; expected a text',
  ])
})

test('the settings of other parts are known, their files too', () => {
  const Other = Type.Object({ POSTERN_OTHER: Type.String() })
  const env = { ...sound, POSTERN_OTHER: 'x', POSTERN_OTHER_FILE: '/x' }
  assert.equal(loadSettings(Schema, env, [Other]).POSTERN_PORT, 9091)
})
