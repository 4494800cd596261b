import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'
import { findProgram, skipWithout } from '../support/programs.ts'
import { pages } from './support/pages.ts'

const checks = { prometheus: ['check', 'config'], rules: ['check', 'rules'] } as const

const skip = skipWithout(await findProgram('promtool'), 'promtool', 'prometheus')

for (const [word, command] of Object.entries(checks)) {
  for (const { path, fence } of fencesOf(word)) {
    test(`promtool takes the ${word} at line ${fence.line} of ${path}`, { skip }, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'postern-promtool-'))
      t.after(() => rm(folder, { recursive: true, force: true }))
      const file = join(folder, 'checked.yml')
      // promtool looks whether the files of keys and certificates are there.
      await writeFile(join(folder, 'postern.key'), 'pst_scrape_\n')
      await writeFile(
        file,
        fence.text.replaceAll(
          /\/etc\/prometheus\/[\w-]+\.(?:key|pem)/g,
          join(folder, 'postern.key'),
        ),
      )

      await promisify(execFile)('promtool', [...command, file])
    })
  }
}

test('there are snippets for Prometheus', () => {
  for (const word of Object.keys(checks)) assert.ok(fencesOf(word).length > 0)
})

function fencesOf(word: string) {
  return pages.flatMap(({ path, fences }) =>
    fences.filter(({ words }) => words.has(word)).map((fence) => ({ path, fence })),
  )
}
