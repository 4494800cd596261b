import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { page, repository } from './support/pages.ts'
import { isAsPromised } from './support/run-page.ts'

test('npm start prints what the README shows, and the keys are where it says', async (t) => {
  const promised = page('README.md').fences.find(({ words }) => words.has('start'))
  assert.ok(promised)
  const folder = await mkdtemp(join(tmpdir(), 'postern-readme-'))

  const printed = await printsUntilReady(t, folder)

  const file = await readFile(join(folder, '.postern/credentials.json'), 'utf8')
  const keys: Record<string, string> = JSON.parse(file)
  const shown = tidy(
    printed
      .replaceAll(keys['apiUrl'] ?? '-', 'http://127.0.0.1:9091')
      .replaceAll(keys['adminUrl'] ?? '-', 'http://127.0.0.1:9092')
      .replaceAll(new URL(keys['apiUrl'] ?? 'x:').host, '127.0.0.1:9091'),
  )
  if (!isAsPromised(shown, tidy(promised.text))) assert.equal(shown, tidy(promised.text))
  for (const kind of ['pushKey', 'scrapeKey', 'operatorKey']) {
    assert.ok(printed.includes(keys[kind] ?? '-'), kind)
  }
})

/** As `npm start` in an empty folder, but on any free ports. */
async function printsUntilReady(t: TestContext, folder: string): Promise<string> {
  const child = spawn(process.execPath, [join(repository, 'apps/cli/src/main.ts'), 'up'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], POSTERN_API_PORT: '0', POSTERN_ADMIN_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  let printed = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    printed += text
    if (printed.includes('Ctrl-C stops it')) return printed
  }
  throw new Error(`it ended before it was ready: ${complaints}`)
}

/** Columns are as wide as their longest entry, which differs with the port. */
function tidy(text: string): string {
  return `${text.trim().replaceAll(/(\S) {2,}/g, '$1  ')}\n`
}
