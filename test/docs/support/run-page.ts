/** Runs what a page shows, in order, as one session of a shell: what one block sets, the next ones have. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ending } from '@postern/testkit'
import { findProgram, findPython, skipWithout } from '../../support/programs.ts'
import { withoutPushgateway } from '../../support/pushgateway.ts'
import type { Fence } from './markdown.ts'
import { type Page, repository } from './pages.ts'

export interface Run {
  readonly fence: Fence
  /** What it printed, to both of its outputs. */
  readonly printed: string
  readonly exitCode: number
  /** What the page says that it prints, where it says so. */
  readonly promised: string | undefined
}

// Where Debian puts the sources of Go libraries.
const GOPATH = '/usr/share/gocode'
const GO = `GO111MODULE=off GOPATH=${GOPATH} GOCACHE="$PWD/cache"`
const GO_CLIENT = 'golang-go golang-github-prometheus-client-golang-dev'

const commandOf: Readonly<Record<string, (text: string) => string>> = {
  sh: (text) => text,
  python: (text) => `"$PYTHON" - <<'END_OF_BLOCK'\n${text}END_OF_BLOCK\n`,
  go: (text) => `cat > main.go <<'END_OF_BLOCK'\n${text}END_OF_BLOCK\n${GO} go run main.go\n`,
  // In the repository, where its packages are.
  js: (text) =>
    `(cd '${repository}' && '${process.execPath}' --input-type=module - <<'END_OF_BLOCK'\n${text}END_OF_BLOCK\n)\n`,
}

/** Those that can be run here; the others are among `leftOut`. */
export function runnable({ fences }: Page): Fence[] {
  return fences.filter(({ words }) => words.has('run') && !isLeftOut(words))
}

/** Those that need a Pushgateway, where there is none. */
export function leftOut({ fences }: Page): Fence[] {
  return fences.filter(({ words }) => words.has('run') && isLeftOut(words))
}

function isLeftOut(words: Fence['words']): boolean {
  return words.has('pushgateway') && withoutPushgateway !== false
}

/** Why the examples of a page cannot run here; false when they can. */
export async function skipPage(page: Page): Promise<string | false> {
  const blocks = runnable(page)
  for (const tool of ['curl', 'jq']) {
    const isNeeded = blocks.some(({ language, text }) => language === 'sh' && text.includes(tool))
    const skip = isNeeded && skipWithout(await findProgram(tool), tool, tool)
    if (skip) return skip
  }
  if (blocks.some(({ language }) => language === 'go')) {
    const go = existsSync(`${GOPATH}/src/github.com/prometheus/client_golang`)
    return skipWithout(go ? await findProgram('go') : undefined, 'client_golang', GO_CLIENT)
  }
  if (!blocks.some(({ language }) => language === 'python')) return false
  return skipWithout(await findPythonFor(page), 'Python client', 'python3-prometheus-client')
}

/** A Python that has what the page imports beside Python's own. */
function findPythonFor({ text }: Page): Promise<string | undefined> {
  return findPython(text.includes('from prometheus_client') ? 'prometheus_client' : 'zlib')
}

// Of npm: the `postern` of this repository, and the Node that it needs.
const PROGRAMS = join(repository, 'node_modules/.bin')

// A page takes a second or two, but a Go program is compiled first.
const LIMIT_MS = 300_000

export async function runPage(
  t: Ending,
  page: Page,
  env: Readonly<Record<string, string>>,
): Promise<Run[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-page-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const blocks = runnable(page)
  const script = blocks.map((fence, index) => block(fence, index)).join('')
  const python = (await findPythonFor(page)) ?? ''
  const printed = await runShell(script, { cwd: folder, env: { ...env, PYTHON: python } })
  return blocks.map((fence, index) => readRun(printed, page, fence, index))
}

function block(fence: Fence, index: number): string {
  const command = commandOf[fence.language]
  if (!command) throw new Error(`line ${fence.line}: no way to run ${fence.language}`)
  return `{\n${command(fence.text)}} 2>&1\nprintf '\\n@@ end of ${index}: %s\\n' "$?"\n`
}

export interface ShellPlace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** What the script prints to standard output. Rejects, with what it printed, when it ends with anything but 0. */
export function runShell(script: string, { cwd, env }: ShellPlace): Promise<string> {
  const options = {
    cwd,
    env: { PATH: `${PROGRAMS}:${process.env['PATH']}`, HOME: cwd, ...env },
    timeout: LIMIT_MS,
  }
  return new Promise((resolve, reject) => {
    const child = execFile('/bin/sh', options, (error, stdout, stderr) => {
      if (error) reject(new Error(`the shell gave up:\n${stdout}\n${stderr}`, { cause: error }))
      else resolve(stdout)
    })
    child.stdin?.end(script)
  })
}

function readRun(printed: string, page: Page, fence: Fence, index: number): Run {
  const before = index === 0 ? '' : `@@ end of ${index - 1}: `
  const start = index === 0 ? 0 : printed.indexOf('\n', printed.indexOf(before)) + 1
  const marker = `\n@@ end of ${index}: `
  const end = printed.indexOf(marker, Math.max(0, start - 1))
  if (end < 0) throw new Error(`${page.path}:${fence.line} never ended: ${printed.slice(start)}`)
  const next = page.fences[page.fences.indexOf(fence) + 1]
  return {
    fence,
    printed: printed.slice(start, Math.max(start, end)),
    exitCode: Number.parseInt(printed.slice(end + marker.length), 10),
    promised: next?.words.has('out') ? next.text : undefined,
  }
}

/** Whether that was printed which the page promises: `…` stands for anything in its line, alone for any lines. */
export function isAsPromised(printed: string, promised: string): boolean {
  const lines = promised.trimEnd().split('\n')
  const pattern = lines
    .map((line) => {
      if (line.trim() === '…') return String.raw`(?:.*\n)*?`
      return `${line
        .trimEnd()
        .split('…')
        .map((part) => RegExp.escape(part))
        .join('.*')}[ ]*\n`
    })
    .join('')
  return new RegExp(`^${pattern}$`).test(`${printed.trimEnd()}\n`)
}
