import { spawn } from 'node:child_process'
import { serverEnvironment } from './run.ts'

/**
 * Waits for its input to end, which happens when our process ends in whatever way, then stops the server and, told a
 * folder, removes it. Arguments: signal, process id, folder or nothing.
 */
const SCRIPT = `
read -r _
kill -s "$1" "$2"
[ -z "$3" ] && exit
for _ in 1 2 3 4 5; do
  sleep 1
  rm -rf "$3" && break
done
`

export interface Watched {
  readonly pid: number
  readonly signal: 'INT' | 'QUIT'
  /** Removed when we die, after the server ended. */
  readonly folder?: string
}

/** Sees to it that a server does not outlive us, even if we are killed outright. Returns what calls it off. */
export function watch(watched: Watched): () => void {
  const args = [watched.signal, String(watched.pid), watched.folder ?? '']
  const dog = spawn('/bin/sh', ['-c', SCRIPT, 'postern-watchdog', ...args], {
    cwd: '/',
    env: serverEnvironment,
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of reach of a Ctrl-C, which goes to the whole group of the terminal.
    detached: true,
  })
  // Without it all works but the tidying up after a kill -9, which the next start does as well.
  dog.on('error', () => undefined)
  dog.unref()
  unrefStream(dog.stdin)
  return () => dog.kill('SIGKILL')
}

/** A pipe to a child is a socket, but typed as what it is used for. */
function unrefStream(stream: object | null): void {
  if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
}
