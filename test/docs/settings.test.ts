import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'
import { commonSettings } from '@postern/server'
import { tableRows } from './support/markdown.ts'
import { page, repository } from './support/pages.ts'

const processes = {
  up: ['apps/cli/src/main.ts', 'up'],
  api: ['apps/api/src/main.ts'],
  admin: ['apps/admin/src/main.ts'],
} as const

const rows = tableRows(page('docs/reference/settings.md').prose).map(
  ([name = '', byDefault = '', readBy = '']) => ({
    name: name.replaceAll('`', ''),
    byDefault: byDefault.replaceAll('`', ''),
    readBy: readBy.split(', '),
  }),
)

for (const [name, command] of Object.entries(processes)) {
  test(`the page has the settings of ${name}, and no others`, async () => {
    const { read, known } = await settingsOf(command)
    assert.deepEqual(
      rows.filter(({ readBy }) => readBy.includes(name)).map((row) => row.name),
      rows.map((row) => row.name).filter((each) => read.has(each)),
    )
    const documented = new Set(rows.map((row) => row.name))
    assert.deepEqual(
      known.filter((each) => !documented.has(each)),
      [],
    )
  })
}

test('the page says what a setting is when it is not given', async () => {
  const help = await run(['apps/cli/src/main.ts', 'up', '--help'], {})
  for (const { name, byDefault } of rows) {
    const common: unknown = Reflect.get(Reflect.get(commonSettings, name) ?? {}, 'default')
    const [atUp = 'none', elsewhere = atUp] = byDefault.split(', ')
    if (common !== undefined)
      assert.equal(elsewhere, JSON.stringify(common).replaceAll('"', ''), name)
    if (atUp !== 'none')
      assert.match(help, new RegExp(String.raw`${name} .*\(${RegExp.escape(atUp)}\)`))
  }
})

/** A start in which every setting is at fault names those that it reads, and, for one that is none, all it knows. */
async function settingsOf(command: readonly string[]) {
  const files = Object.fromEntries(rows.map(({ name }) => [`${name}_FILE`, '/no/such/file']))
  const faults = await run(command, { ...files, POSTERN_NO_SUCH_SETTING: 'x' })
  const read = [...faults.matchAll(/^ *(\w+)_FILE: cannot read/gm)].map(([, name]) => name)
  const [, list = ''] =
    /POSTERN_NO_SUCH_SETTING: is no setting; expected one of (.*)/.exec(faults) ?? []
  assert.notEqual(list, '', faults)
  return { read: new Set(read), known: list.split(', ') }
}

/** All that it prints. */
function run(command: readonly string[], env: Record<string, string>): Promise<string> {
  const [main = '', ...args] = command
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(repository, main), ...args],
      { env: { PATH: process.env['PATH'], ...env } },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    )
  })
}
