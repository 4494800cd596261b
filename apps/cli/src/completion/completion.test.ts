/** The shells themselves, as far as the machine has them, complete what is typed. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test from 'node:test'
import { promisify } from 'node:util'
import { runCli } from '../testing/run-cli.ts'

const COMPLETED: readonly (readonly [typed: string, some: readonly string[], none: string])[] = [
  ['postern ', ['run', 'tenant', 'keys', 'completion'], '--json'],
  ['postern key ', ['create', 'rotate', 'revoke'], 'tenant'],
  ['postern key create --sc', ['--scopes'], '--name'],
  ['postern audit list --order ', ['newest', 'oldest'], 'list'],
  ['postern tenants cre', ['create'], 'show'],
]

for (const [shell, script] of Object.entries({
  bash: `source <(printf '%s' "$SCRIPT")
    COMP_WORDS=($TYPED); [[ "$TYPED" == *' ' ]] && COMP_WORDS+=("")
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _postern; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: `compdef() { }; compadd() { shift; print -l -- "$@"; }; _files() { print FILES; }
    eval "$SCRIPT"; words=(\${=TYPED}); [[ "$TYPED" == *' ' ]] && words+=("")
    CURRENT=\${#words}; _postern | grep -e "^\${words[-1]}"`,
  fish: 'printf "%s" "$SCRIPT" | source; complete -C "$TYPED" | cut -f1',
})) {
  const path = await find(shell)
  const skip =
    path === undefined ? `no ${shell} on this machine (Debian: apt-get install ${shell})` : false

  test(`${shell} completes commands, options and their values`, { skip }, async () => {
    const { code, stdout } = await runCli(['completion', shell])
    assert.equal(code, 0)
    for (const [typed, some, none] of COMPLETED) {
      const found = await inShell(path ?? '', script, { SCRIPT: stdout, TYPED: typed })
      assert.deepEqual(
        some.filter((word) => !found.includes(word)),
        [],
        `${typed}: ${found.join(' ')}`,
      )
      assert.ok(!found.includes(none), typed)
    }
  })

  test(`${shell} leaves what stands behind -- alone`, { skip }, async () => {
    const { stdout } = await runCli(['completion', shell])
    const typed = 'postern run --job a -- tenant '
    const found = await inShell(path ?? '', script, { SCRIPT: stdout, TYPED: typed })
    assert.ok(!found.includes('create') && !found.includes('--job'), found.join(' '))
  })
}

test('another shell is refused with those that there are', async () => {
  const { code, stderr } = await runCli(['completion', 'csh'])
  assert.equal(code, 2)
  assert.match(stderr, /bash, zsh, fish/)
})

async function find(shell: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', `command -v ${shell}`])
    return stdout.trim()
  } catch {
    return undefined
  }
}

async function inShell(path: string, script: string, env: Record<string, string>) {
  const options = { env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...env } }
  const { stdout } = await promisify(execFile)(path, ['-c', script], {
    ...options,
    timeout: 20_000,
  })
  return stdout.split('\n').map((line) => line.trim())
}
