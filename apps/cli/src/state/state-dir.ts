import { access, chmod, constants, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { tryLock } from './lock.ts'
import { readSecretFile, writeSecretFile } from './secret-file.ts'

export interface StateDir extends AsyncDisposable {
  /** As the person wrote it, for messages. */
  readonly shown: string
  path(...names: string[]): string
  /** Tells the next one who wants this directory where we can be reached. */
  announce(address: string): Promise<void>
}

/** Makes the directory if need be and holds it for this process alone, until disposed of. */
export async function openStateDir(shown: string): Promise<StateDir> {
  const folder = resolve(shown)
  await makeFolder(folder, shown)
  const path = (...names: string[]) => join(folder, ...names)
  const holderFile = path('running.json')
  const lock = tryLock(path('lock'))
  if (!lock) throw new Error(await describeHolder(holderFile, shown))
  const announce = (address?: string) =>
    writeSecretFile(holderFile, `${JSON.stringify({ pid: process.pid, address })}\n`)
  await announce()
  return {
    shown,
    path,
    announce,
    [Symbol.asyncDispose]: async () => lock.release(),
  }
}

async function makeFolder(folder: string, shown: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  // The umask may have taken even from that.
  if (made !== undefined) await chmod(folder, 0o700)
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const message = `the state directory ${shown} belongs to somebody else; start as that user, or choose another with POSTERN_STATE_DIR`
    throw new Error(message, { cause: error })
  }
}

/** Who holds the lock, as far as it had time to say. */
async function describeHolder(holderFile: string, shown: string): Promise<string> {
  const instead = 'stop it, or choose another state directory with POSTERN_STATE_DIR'
  const text = await readSecretFile(holderFile)
  const holder: unknown = text === undefined ? undefined : JSON.parse(text)
  if (typeof holder !== 'object' || holder === null || !('pid' in holder)) {
    return `Postern already runs on ${shown}; ${instead}`
  }
  const address = 'address' in holder ? ` at ${String(holder.address)}` : ''
  return `Postern already runs on ${shown}: process ${String(holder.pid)}${address}; ${instead}`
}
